package io.scanloop.learning.view;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Makes the batches of one phase of one method. Pure: the same cases and draws make the same batch, on any thread. */
public interface Views {
    /** How many cases a batch takes. */
    int cases();

    /**
     * Makes a batch.
     *
     * @param drawn as many as {@link #cases}, see {@link Draws#pick}
     * @return the inputs of the phase's program
     */
    Batch make(List<Case> drawn, Draws draws);

    /**
     * Makes the batch of an iteration from cases that it draws.
     *
     * @param cases what is drawn from, uniformly with replacement, in canonical order
     * @param seed of the run
     */
    default Batch draw(List<? extends Case> cases, long seed, long iteration) {
        var draws = new Draws(seed, iteration);
        var drawn = new ArrayList<Case>();
        for (int slot = 0; slot < cases(); slot++) {
            drawn.add(cases.get(draws.pick(slot, cases.size())));
        }
        return make(drawn, draws);
    }

    /**
     * The same where the second half of a batch is of other cases.
     *
     * @param cases what the first half is drawn from
     * @param others what the second half is drawn from
     */
    default Batch draw(List<? extends Case> cases, List<? extends Case> others, long seed, long iteration) {
        var draws = new Draws(seed, iteration);
        var drawn = new ArrayList<Case>();
        for (int slot = 0; slot < cases(); slot++) {
            var from = slot < cases() / 2 ? cases : others;
            drawn.add(from.get(draws.pick(slot, from.size())));
        }
        return make(drawn, draws);
    }

    /** Views of a function that makes the inputs. */
    static Views of(int cases, BiFunction<List<Case>, Draws, Map<String, HostTensor>> inputs) {
        return logging(cases, (drawn, draws) -> new Batch(inputs.apply(drawn, draws), Map.of()));
    }

    /** Views of a function that makes the inputs and numbers about them to be logged. */
    static Views logging(int cases, BiFunction<List<Case>, Draws, Batch> batches) {
        return new Views() {
            @Override
            public int cases() {
                return cases;
            }

            @Override
            public Batch make(List<Case> drawn, Draws draws) {
                return batches.apply(drawn, draws);
            }
        };
    }
}
