package io.scanloop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void readsWhatTheServerSays() {
        var problem = Problem.ofAnswer(422, """
                {"title": "truncated", "code": "truncated", "detail": "expected 8 bytes, got 7: send it again",
                 "expected": "8 bytes", "actual": "7", "action": "send it again",
                 "reasons": [{"code": "truncated", "contrast": "T1", "message": "too short"}]}""");

        assertThat(problem.code()).isEqualTo("truncated");
        assertThat(problem.message()).isEqualTo("truncated");
        assertThat(problem.details())
                .containsExactly(
                        "  expected  8 bytes",
                        "  came      7",
                        "  reason    T1: too short",
                        "  do        send it again");
    }

    @Test
    void keepsTheDetailOfAnotherServersProblem() {
        var problem = Problem.ofAnswer(401, "{\"title\": \"Unauthorized\", \"detail\": \"the token has expired\"}");

        assertThat(problem.message()).isEqualTo("the token has expired");
        assertThat(problem.code()).isEqualTo("http-401");
    }

    @Test
    void aPageOfSomethingElseIsNotTakenForScanloop() {
        var problem = Problem.ofAnswer(404, "<html>nginx</html>");

        assertThat(problem.actual()).isEqualTo("<html>nginx</html>");
        assertThat(problem.action()).contains("address");
    }
}
