package io.scanloop.laptop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What broker and store have to say goes to a file: the terminal is for the person. */
final class LaptopLog {
    private LaptopLog() {}

    static void writeTo(Path file) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tF %1$tT.%1$tL %4$s [%3$s] %5$s%6$s%n");
        try {
            LogManager.getLogManager().reset();
            var handler = new FileHandler(LogFile.rotated(file).toString(), true);
            handler.setFormatter(new SimpleFormatter());
            var root = Logger.getLogger("");
            root.setLevel(Level.INFO);
            root.addHandler(handler);
        } catch (IOException e) {
            throw new LaptopException("cannot write the log " + file, e);
        }
    }
}
