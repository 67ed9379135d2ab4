package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one study.
 *
 * @param study the sender's name
 * @param volumes what became of its volumes
 * @param labels what became of its label set; {@code ABSENT} when it has none
 * @param placement where the server put it; null when it has not taken it
 * @param announcement whether the server has told the others of it
 * @param problems why something was not taken
 */
record StudyOutcome(
        String study,
        State volumes,
        State labels,
        @Nullable Placement placement,
        Announcement announcement,
        List<Problem> problems) {

    /** What became of files. */
    enum State {
        STORED,
        UNCHANGED,
        REFUSED,
        FAILED,
        /** The server was gone before its turn came. */
        NOT_TRIED,
        /** There is nothing to send. */
        ABSENT;

        static State of(ProblemException e) {
            return e.exit() == ExitStatus.REFUSED ? REFUSED : FAILED;
        }
    }

    /** Whether the server has told the others of a study that it stored. */
    enum Announcement {
        DONE,
        /** The server does it by itself, later. */
        DUE,
        /** The server does not say: nothing was stored, and whoever stored it earlier was told. */
        UNSAID;

        /** @param answer of the server, its {@code announced} true, false, null or absent */
        static Announcement of(JsonNode answer) {
            var announced = answer.path("announced");
            if (!announced.isBoolean()) {
                return UNSAID;
            }
            return announced.asBoolean() ? DONE : DUE;
        }
    }

    /**
     * Where the server put a study.
     *
     * @param id the server's id of the study
     * @param patient pseudonym
     * @param split side of the patient
     */
    record Placement(String id, String patient, String split) {}

    static StudyOutcome withoutVolumes(String study, State state, Problem problem) {
        return new StudyOutcome(study, state, State.ABSENT, null, Announcement.UNSAID, List.of(problem));
    }

    static StudyOutcome notTried(String study) {
        var problem = Problem.of(
                "not-tried",
                "the server went away before its turn came",
                "run the same command when the server is back");
        return withoutVolumes(study, State.NOT_TRIED, problem);
    }

    /** Whether the server has gone away, so that there is no sense in sending more. */
    boolean metNoServer() {
        return problems.stream().anyMatch(problem -> problem.code().equals(HttpCalls.UNREACHABLE));
    }

    boolean is(State state) {
        return volumes == state || labels == state;
    }
}
