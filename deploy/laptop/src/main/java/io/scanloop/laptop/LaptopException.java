package io.scanloop.laptop;

/** The laptop cannot come up; the message tells a person what to do. */
final class LaptopException extends RuntimeException {
    LaptopException(String message) {
        super(message);
    }

    LaptopException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the failure says that a future wraps. */
    static String reason(Throwable wrapper) {
        var cause = wrapper.getCause();
        return String.valueOf((cause == null ? wrapper : cause).getMessage());
    }
}
