package io.scanloop.storage;

import java.nio.file.Path;

/** The store whose promises are put to the test. */
interface StoreUnderTest {
    /** Empty when a test begins. */
    ObjectStore store();

    /** For the test's own files. */
    Path folder();
}
