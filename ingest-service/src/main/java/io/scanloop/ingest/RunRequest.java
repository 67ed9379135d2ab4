package io.scanloop.ingest;

import org.jspecify.annotations.Nullable;

/**
 * A run that somebody asks for.
 *
 * @param kind {@code pretrain}, {@code finetune} or {@code cycle}
 * @param priority {@code normal} or {@code urgent}; null for normal
 * @param method one of those that the project trains; null for its first
 * @param preset null for what the project has of the method
 * @param parent run or model version whose encoder a fine-tuning starts from; null for the newest
 */
public record RunRequest(
        @Nullable String kind,
        @Nullable String priority,
        @Nullable String method,
        @Nullable String preset,
        @Nullable String parent) {}
