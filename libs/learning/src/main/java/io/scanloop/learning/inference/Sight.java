package io.scanloop.learning.inference;

import io.scanloop.learning.view.Case;
import java.util.List;

/** How a network sees a study: which of its contrasts become channels, and what becomes of their numbers. */
public interface Sight {
    /** Each contrast is a channel, as it was prepared. */
    Sight WHOLE = new Sight() {
        @Override
        public Case of(Case study) {
            return study;
        }

        @Override
        public List<List<String>> channels(List<String> contrasts) {
            return contrasts.stream().map(List::of).toList();
        }

        @Override
        public String law() {
            return "";
        }
    };

    /** The study as the network sees it, of the same shape; its contrasts are the channels. */
    Case of(Case study);

    /** Of each channel the contrasts that may fill it: the first of them that a study has does. */
    List<List<String>> channels(List<String> contrasts);

    /** What becomes of prepared numbers, in words for those who run the network elsewhere; "" when they stay. */
    String law();
}
