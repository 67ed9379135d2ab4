package io.scanloop.ingest;

import org.jspecify.annotations.Nullable;

/**
 * A run that somebody asks for.
 *
 * @param kind {@code pretrain}, {@code finetune} or {@code cycle}
 * @param priority {@code normal} or {@code urgent}; null for normal
 * @param preset null for the project's
 * @param parent run or model version whose encoder a fine-tuning starts from; null for the newest
 */
public record RunRequest(
        @Nullable String kind,
        @Nullable String priority,
        @Nullable String preset,
        @Nullable String parent) {}
