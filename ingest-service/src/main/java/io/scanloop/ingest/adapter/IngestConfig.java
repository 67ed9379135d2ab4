package io.scanloop.ingest.adapter;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** The settings of ingest-service. What belongs to a project is not here but in the project. */
@ConfigMapping(prefix = "ingest")
interface IngestConfig {

    /** Where the bytes rest. */
    Store store();

    /** The file with the installation key; it is made when absent and must be backed up. */
    @WithDefault("scanloop-installation.key")
    Path installationKey();

    /** The folder in which uploads wait while they are checked; each replica needs its own. */
    @WithDefault("${java.io.tmpdir}/scanloop-ingest")
    Path scratch();

    /** Bytes that all uploads together may hold in the scratch folder; beyond, senders get 507. */
    @WithDefault("8G")
    MemorySize scratchLimit();

    /** Decoded bytes of one volume; a larger one is refused. */
    @WithDefault("8G")
    MemorySize volumeLimit();

    /** How long a request waits for the broker before it answers 202 and leaves its event to the outbox. */
    @WithDefault("5s")
    Duration announceTimeout();

    /** Uploads that are checked and stored at once; the bytes of others wait in the scratch folder. */
    @WithDefault("8")
    int parallelUploads();

    /** How often the outbox is looked through for events that were not announced. */
    @WithDefault("5s")
    Duration reconcileEvery();

    /** How runs are decided and sent out. */
    Dispatch dispatch();

    /** What dispatch goes by. */
    interface Dispatch {
        /** How often triggers are looked at when nothing happens. */
        @WithDefault("1s")
        Duration tick();

        /** A worker that was not heard of for so long counts as gone, and its step is sent again; it speaks every 10 s. */
        @WithDefault("30s")
        Duration silence();

        /** A replica that was not heard of for so long loses its projects to another. */
        @WithDefault("10s")
        Duration session();

        /** How long a step may be out before it is looked for in its queue. */
        @WithDefault("30s")
        Duration recheck();
    }

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
