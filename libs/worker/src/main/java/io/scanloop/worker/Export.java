package io.scanloop.worker;

import io.scanloop.learning.training.ExportTrial;
import io.scanloop.learning.training.Trainer;
import io.scanloop.learning.weights.Loading;
import io.scanloop.learning.weights.PublishedWeights;
import io.scanloop.workflow.step.StepFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Weights of a pre-training on their way into the network of the fine-tuning, by the rule of the method. */
final class Export {
    private Export() {}

    /**
     * Loads an encoder; a rule that finds not all that it must is a failure that no second try mends.
     *
     * @param rule all of the method's export, or less
     * @return share of the network's numbers that was found, in [0, 1]
     */
    static String into(Trainer finetuning, List<Path> encoder, Loading rule, StepInputs inputs) throws IOException {
        try {
            return Double.toString(finetuning.load(encoder, rule).fraction());
        } catch (IllegalArgumentException e) {
            throw misfit(inputs, e);
        }
    }

    /** As {@link #into}, from a file that others published, which is brought into the network's form beside it. */
    static String published(Trainer finetuning, Path file, PublishedWeights rule, StepInputs inputs)
            throws IOException {
        var converted = file.resolveSibling("converted.safetensors");
        try {
            rule.convert(file, finetuning.parameters(), converted);
            return Double.toString(
                    finetuning.load(List.of(converted), Loading.byName()).fraction());
        } catch (IllegalArgumentException e) {
            throw misfit(inputs, e);
        }
    }

    /** As {@link #into}, into a network that is made for this and dropped; the encoder must give the same in it. */
    static String tried(List<Path> encoder, StepInputs inputs) throws IOException {
        try {
            return Double.toString(ExportTrial.run(inputs.method(), inputs.task(), encoder)
                    .loaded()
                    .fraction());
        } catch (IllegalArgumentException e) {
            throw misfit(inputs, e);
        }
    }

    private static StepFailure misfit(StepInputs inputs, IllegalArgumentException cause) {
        return StepFailure.permanent(
                "encoder-misfit",
                "the encoder does not fit the fine-tuning of %s: %s"
                        .formatted(inputs.method().id(), cause.getMessage()));
    }
}
