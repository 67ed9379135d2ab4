package io.scanloop.cli.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Plans from text; single quotes stand for double ones. */
final class Plans {
    private Plans() {}

    static Plan of(String json) {
        try {
            return PlanFile.read(new ObjectMapper().readTree(json.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A primary comparison as a plan has it. */
    static String primary(String arm, int labels, int iterations, String against) {
        return "'primary': {'arm': '%s', 'labels': %d, 'finetuning': %d, 'against': [%s]}"
                .formatted(arm, labels, iterations, against);
    }

    /** Contrast T1, classes 1 and 2, and more. */
    static Plan with(String more) {
        return of("{'contrasts': ['T1'], 'classes': [1, 2], %s}".formatted(more));
    }
}
