package io.scanloop.finetune.adapter;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings of finetune-worker. What is trained and how comes with each step. */
@ConfigMapping(prefix = "worker")
interface WorkerConfig {

    /** Where the bytes rest. */
    Store store();

    /** The worker's name among all workers; one that nobody has had when absent. */
    Optional<String> name();

    /** The folder for prepared studies and weights; workers of one machine may share it. */
    @WithDefault("${java.io.tmpdir}/scanloop-worker")
    Path cache();

    /** Bytes that the cache may take; what was not used for longest goes first. */
    @WithDefault("20G")
    MemorySize cacheLimit();

    /** Threads that networks compute with; the machine's cores when absent. More than free cores are slower, not faster. */
    OptionalInt threads();

    /** A worker without work for this long ends, so that the cluster can give its node back; 0s: never. */
    @WithDefault("2m")
    Duration idleExit();

    /** An S3 store. */
    interface Store {
        /** Its address. */
        @WithDefault("http://127.0.0.1:9000")
        String endpoint();

        /** The bucket; it is made when absent. */
        @WithDefault("scanloop")
        String bucket();

        /** Who we are to it. */
        String accessKey();

        /** Our secret to it. */
        String secretKey();
    }
}
