package io.scanloop.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Sends studies, several at once. One that is refused does not stop the others; a server that is gone does. */
final class ParallelUpload {
    private final StudyUpload upload;
    private final Progress progress;
    private final AtomicBoolean serverIsGone = new AtomicBoolean();

    private ParallelUpload(StudyUpload upload, Progress progress) {
        this.upload = upload;
        this.progress = progress;
    }

    /**
     * Sends all.
     *
     * @param parallel how many are on the way at once
     * @return one outcome per study, in order
     */
    static List<StudyOutcome> run(StudyUpload upload, List<StudyFolder> studies, int parallel, Progress progress) {
        var run = new ParallelUpload(upload, progress);
        var threads = Executors.newFixedThreadPool(parallel, task -> {
            var thread = new Thread(task, "upload");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var outcomes = new ArrayList<Future<StudyOutcome>>();
            studies.forEach(study -> outcomes.add(threads.submit(() -> run.send(study))));
            var results = new ArrayList<StudyOutcome>();
            for (var outcome : outcomes) {
                results.add(outcome.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("sending a study ended in no outcome", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts an upload", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private StudyOutcome send(StudyFolder study) {
        if (serverIsGone.get()) {
            return StudyOutcome.notTried(study.name());
        }
        var sent = new AtomicLong();
        var outcome = upload.send(study, bytes -> {
            sent.addAndGet(bytes);
            progress.sent(bytes);
        });
        if (outcome.metNoServer()) {
            serverIsGone.set(true);
        }
        progress.settled(Math.max(0, study.bytes() - sent.get()));
        return outcome;
    }
}
