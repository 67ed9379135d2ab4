package io.scanloop.cli;

/** What the command's exit code tells a script. */
enum ExitStatus {
    OK(0, "everything asked for is done"),
    FAILED(1, "something failed on the way; the same command may be tried again"),
    USAGE(2, "the command line was not understood; nothing was done"),
    REFUSED(3, "some input was refused, by the reader or by the server; the message says why"),
    UNREACHABLE(4, "the server does not answer"),
    INTERNAL(70, "an error of this program; please report it with the output of --debug");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }
}
