package io.scanloop.learning.view;

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
