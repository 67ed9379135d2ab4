package io.scanloop.learning.method;

/**
 * Parameters that follow others as their exponential moving average (Tarvainen and Valpola 2017): after each update
 * {@code t <- m t + (1 - m) s}. They begin as copies, and no gradient trains them. A parameter of the student's without a
 * counterpart is nobody's teacher; one of the teacher's needs its counterpart.
 *
 * @param student prefix of the paths that are followed, e.g. {@code student.}
 * @param teacher prefix of the paths that follow, e.g. {@code teacher.}; the rest of a path is the same
 * @param momentum m, in [0, 1]
 */
public record Teacher(String student, String teacher, Schedule momentum) {
    public Teacher {
        if (teacher.isEmpty() || student.startsWith(teacher) || (teacher.startsWith(student) && !student.isEmpty())) {
            throw new IllegalArgumentException("teacher and student need prefixes of their own, got \"%s\" and \"%s\""
                    .formatted(teacher, student));
        }
    }

    /** Whether a path is one of the teacher's. */
    public boolean isTeacher(String path) {
        return path.startsWith(teacher);
    }

    /** The path that one of the teacher's follows. */
    public String studentOf(String path) {
        return student + path.substring(teacher.length());
    }
}
