package io.scanloop.learning.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scanloop.learning.graph.Tensor;
import org.junit.jupiter.api.Test;

class DistillationTest {
    private static final int ANSWERS = 8;

    @Test
    void theTeachersOwnAnswerCostsItsEntropy() {
        var scored = new Scored();
        Tensor logits = scored.normal("logits", 2, ANSWERS);
        Tensor centre = scored.fixed(new float[ANSWERS], ANSWERS);
        Tensor temperature = scored.fixed(new float[] {0.1f});
        Tensor answer = logits.over(0.1).softmax(1);
        Tensor entropy = answer.times(answer.log()).sum(1).mean().negate();

        // both views alike: what the other view's teacher says is what this one's says
        Tensor same = logits.slice(0, 0, 1).expand(2, ANSWERS);
        Tensor ofOne = logits.slice(0, 0, 1).over(0.1).softmax(1);
        Tensor entropyOfOne = ofOne.times(ofOne.log()).sum().negate();

        assertThat(scored.value(SelfDistillation.PAPER
                        .crossEntropy(logits, logits, centre, temperature)
                        .mean()))
                .isCloseTo(scored.value(entropy), within(1e-5));
        assertThat(scored.value(SelfDistillation.entropy(logits, centre, temperature)))
                .isCloseTo(scored.value(entropy), within(1e-5));
        assertThat(scored.value(SelfDistillation.PAPER.image(same, same, centre, temperature)))
                .isCloseTo(scored.value(entropyOfOne), within(1e-5));
    }

    @Test
    void anUnsureStudentCostsTheLogOfTheAnswers() {
        var scored = new Scored();
        Tensor teacher = scored.normal("teacher", 2, 3, ANSWERS);
        Tensor student = scored.input(new float[2 * 3 * ANSWERS], 2, 3, ANSWERS);
        Tensor hidden = scored.fixed(new float[] {1, 0, 1, 0, 1, 0}, 2, 3);
        Tensor centre = scored.fixed(Scored.normal("centre", ANSWERS), ANSWERS);
        Tensor temperature = scored.fixed(new float[] {0.04f});

        assertThat(scored.value(SelfDistillation.PAPER.patches(teacher, student, hidden, centre, temperature)))
                .isCloseTo(Math.log(ANSWERS), within(1e-5));
    }

    @Test
    void onlyHiddenTokensCountAndEachSampleAlike() {
        var scored = new Scored();
        Tensor teacher = scored.normal("teacher", 2, 3, ANSWERS);
        Tensor student = scored.normal("student", 2, 3, ANSWERS);
        Tensor hidden = scored.fixed(new float[] {1, 1, 0, 0, 0, 1}, 2, 3);
        Tensor centre = scored.fixed(new float[ANSWERS], ANSWERS);
        Tensor temperature = scored.fixed(new float[] {0.04f});
        float[] each = scored.numbers(SelfDistillation.PAPER.crossEntropy(teacher, student, centre, temperature));

        double loss = scored.value(SelfDistillation.PAPER.patches(teacher, student, hidden, centre, temperature));
        double nothing =
                scored.value(SelfDistillation.PAPER.patches(teacher, student, hidden.times(0), centre, temperature));

        assertThat(loss).isCloseTo(((each[0] + each[1]) / 2 + each[5]) / 2, within(1e-5));
        assertThat(nothing).isZero();
    }

    @Test
    void eachViewLearnsFromTheOther() {
        var scored = new Scored();
        // the teacher is sure of answer 0 in the first view and of answer 1 in the second
        Tensor teacher = scored.fixed(new float[] {9, 0, 0, 9}, 2, 2);
        Tensor crossed = scored.input(new float[] {0, 3, 3, 0}, 2, 2);
        Tensor centre = scored.fixed(new float[2], 2);
        Tensor temperature = scored.fixed(new float[] {0.04f});

        assertThat(scored.value(SelfDistillation.PAPER.image(teacher, crossed, centre, temperature)))
                .isCloseTo(0, within(1e-5));
        assertThat(scored.value(SelfDistillation.PAPER.image(teacher, teacher, centre, temperature)))
                .isCloseTo(90, within(1e-3));
    }

    @Test
    void noGradientReachesTheTeacher() {
        var scored = new Scored();
        Tensor teacher = scored.normal("teacher", 2, ANSWERS);
        Tensor student = scored.normal("student", 2, ANSWERS);
        Tensor centre = scored.fixed(new float[ANSWERS], ANSWERS);
        Tensor temperature = scored.fixed(new float[] {0.04f});
        // the engine gives no gradient at all by what the loss does not depend on
        Tensor loss = SelfDistillation.PAPER
                .image(teacher, student, centre, temperature)
                .plus(Consistency.loss(student, teacher))
                .plus(teacher.sum());

        assertThat(scored.result(loss).gradient(0)).containsOnly(1);
    }

    @Test
    void theCentreFollowsTheTeacher() {
        var scored = new Scored();
        Tensor centre = scored.fixed(new float[] {1, -1}, 2);
        Tensor tokens = scored.fixed(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);

        float[] next = scored.numbers(SelfDistillation.nextCentre(centre, tokens));

        assertThat(next[0]).isCloseTo(0.9f + 0.1f * 4, within(1e-6f));
        assertThat(next[1]).isCloseTo(-0.9f + 0.1f * 5, within(1e-6f));
    }

    @Test
    void attentionIsComparedByPlaceNotByStrength() {
        var scored = new Scored();
        Tensor first = scored.normal("first", 2, 3, 2, 2, 2);
        Tensor second = scored.normal("second", 2, 5, 2, 2, 2);

        double loss = scored.value(AttentionDistillation.loss(first, second));

        assertThat(loss).isBetween(0.05, Math.sqrt(2));
        assertThat(scored.value(AttentionDistillation.loss(first.times(7), second)))
                .isCloseTo(loss, within(1e-5));
    }

    @Test
    void equalAttentionCostsNothingAndPullsNowhere() {
        var scored = new Scored();
        Tensor features = scored.normal("features", 2, 3, 2, 2, 2);

        var result = scored.result(AttentionDistillation.loss(features, features.times(1)));

        assertThat(result.value()).isCloseTo(0, within(1e-5));
        for (float number : result.gradient(0)) {
            assertThat(number).isCloseTo(0, within(1e-5f));
        }
    }

    @Test
    void disjointAttentionCostsTheMost() {
        var scored = new Scored();
        Tensor first = scored.input(new float[] {2, 0}, 1, 1, 2, 1, 1);
        Tensor second = scored.input(new float[] {0, -5}, 1, 1, 2, 1, 1);

        var result = scored.result(AttentionDistillation.loss(first, second));

        assertThat(result.value()).isCloseTo(Math.sqrt(2), within(1e-5));
        assertThat(result.gradient(0)[0]).isFinite();
    }

    @Test
    void consistencyIsTheSquaredDifferenceOfAnswers() {
        var scored = new Scored();
        Tensor student = scored.input(new float[] {0, 0}, 1, 2, 1, 1, 1);
        Tensor teacher = scored.fixed(new float[] {(float) Math.log(3), 0}, 1, 2, 1, 1, 1);

        assertThat(scored.value(Consistency.loss(student, teacher))).isCloseTo(0.0625, within(1e-6));
        assertThat(scored.value(Consistency.loss(student, student))).isZero();
    }

    @Test
    void hiddenVoxelsAreRebuiltByTheirAbsoluteError() {
        var scored = new Scored();
        Tensor predicted = scored.input(new float[] {1, 2, 3, 4}, 1, 1, 2, 2, 1);
        Tensor original = scored.fixed(new float[] {0, 4, 9, 9}, 1, 1, 2, 2, 1);
        Tensor mask = scored.fixed(new float[] {1, 1, 0, 0}, 1, 1, 2, 2, 1);

        var result = scored.result(MaskedReconstruction.absolute(predicted, original, mask));

        assertThat(result.value()).isCloseTo(1.5, within(1e-4));
        assertThat(result.gradient(0)[2]).isZero();
        assertThat(scored.value(MaskedReconstruction.absolute(predicted, original, mask.times(0))))
                .isZero();
    }
}
