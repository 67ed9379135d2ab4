package io.scanloop.learning.view;

import io.scanloop.learning.graph.HostTensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Which tokens of a modality a masked auto-encoder gets to see: a uniform draw without replacement.
 *
 * @param tokens N
 * @param hiddenShare rounded to whole tokens, 0.7 in AMAE
 */
public record TokenMask(int tokens, double hiddenShare) {
    /** Tokens that stay: N - round(share N). */
    public int kept() {
        return tokens - (int) Math.round(hiddenShare * tokens);
    }

    /**
     * Draws for a batch, for each study and modality on its own.
     *
     * @return (cases, modalities, kept), ascending indices of the tokens that stay
     */
    public HostTensor draws(int cases, int modalities, Draws draws) {
        var into = new long[cases * modalities * kept()];
        for (int row = 0; row < cases * modalities; row++) {
            draw(draws.of("mask", row), into, row * kept());
        }
        return HostTensor.of(into, cases, modalities, kept());
    }

    /** Draws the indices of the tokens that stay, ascending, into {@code into} from {@code at}. */
    public void draw(RandomGenerator chance, long[] into, int at) {
        var order = new long[tokens];
        Arrays.setAll(order, index -> index);
        for (int place = 0; place < kept(); place++) {
            int other = place + chance.nextInt(tokens - place);
            long token = order[other];
            order[other] = order[place];
            order[place] = token;
        }
        Arrays.sort(order, 0, kept());
        System.arraycopy(order, 0, into, at, kept());
    }
}
