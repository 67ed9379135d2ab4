package io.scanloop.cli.trial;

/** Who is told how a trial goes. */
public interface Watch {
    /** Something is done. */
    void said(String line);

    /** Something is under way; takes the place of what was said so before. */
    void live(String line);
}
