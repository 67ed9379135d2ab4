package io.scanloop.eval.adapter;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The settings of eval-service. What belongs to a project is not here but in the project. */
@ConfigMapping(prefix = "eval")
interface EvalConfig {

    /** Where the bytes rest. */
    Store store();

    /** Where ingest-service is, for links on the page. */
    @WithDefault("http://127.0.0.1:8080")
    String ingestUrl();

    /** How long the broker may take to acknowledge a request of somebody. */
    @WithDefault("5s")
    Duration announceTimeout();

    /** Clients of the metric stream at once; one more gets 503. */
    @WithDefault("1000")
    int streamClients();

    /** Memory for the newest batches, which all clients of the metric stream share; older ones are read again. */
    @WithDefault("8M")
    MemorySize streamWindow();

    /** Memory for the metrics of committed steps, which all clients of the metric stream share. */
    @WithDefault("16M")
    MemorySize historyCache();

    /** A client of the metric stream that takes nothing for this long is cut off; it may resume. */
    @WithDefault("30s")
    Duration slowClient();

    /** How often a quiet metric stream says that it lives. */
    @WithDefault("10s")
    Duration heartbeat();

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
