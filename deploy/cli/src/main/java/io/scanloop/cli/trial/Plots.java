package io.scanloop.cli.trial;

import io.scanloop.measure.Interval;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Pictures of a report, a file a method: {@code dice-<method>-<preset>.png}, Dice by number of labels, and
 * {@code differences-<method>-<preset>.png}, each labelled set's difference to scratch as a dot. A panel for each budget.
 */
final class Plots {
    private static final int PANEL = 420;
    private static final int HEIGHT = 420;
    private static final int LEFT = 56;
    private static final int TOP = 40;
    private static final int BOTTOM = 60;
    private static final int LEGEND = 170;
    private static final List<Color> COLORS = List.of(
            new Color(0x555555),
            new Color(0xb07d2b),
            new Color(0x1b6ca8),
            new Color(0x2a9d5c),
            new Color(0x8e44ad),
            new Color(0xc0392b),
            new Color(0x16a0a0),
            new Color(0xaaaaaa));

    private final Graphics2D graphics;
    private final BufferedImage image;
    private final Report report;
    private final Plan.Tried tried;
    private double low;
    private double high;

    private Plots(Report report, Plan.Tried tried) {
        this.report = report;
        this.tried = tried;
        image = new BufferedImage(
                PANEL * report.plan().iterations().size() + LEGEND, HEIGHT, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), HEIGHT);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    }

    static void write(Report report, Path folder) throws IOException {
        System.setProperty("java.awt.headless", "true");
        for (var tried : report.methods()) {
            var name = "%s-%s.png".formatted(tried.method(), tried.preset());
            new Plots(report, tried).dice(folder.resolve("dice-" + name));
            new Plots(report, tried).differences(folder.resolve("differences-" + name));
        }
    }

    private List<Row> rows(int iterations) {
        return report.rows().stream()
                .filter(row -> tried.equals(row.comparison().method())
                        && row.comparison().iterations() == iterations)
                .toList();
    }

    private List<Arm> arms() {
        return report.rows().stream()
                .filter(row -> tried.equals(row.comparison().method()))
                .map(row -> row.comparison().arm())
                .distinct()
                .toList();
    }

    private void dice(Path file) throws IOException {
        low = 0;
        high = 1;
        for (int panel = 0; panel < report.plan().iterations().size(); panel++) {
            int iterations = report.plan().iterations().get(panel);
            frame(panel, "Dice, %d iterations".formatted(iterations));
            for (var arm : arms()) {
                curve(panel, rows(iterations), arm);
            }
        }
        save(file, arms());
    }

    private void curve(int panel, List<Row> rows, Arm arm) {
        graphics.setColor(color(arm));
        graphics.setStroke(new BasicStroke(2));
        int beforeX = -1;
        int beforeY = -1;
        for (int at = 0; at < report.plan().labels().size(); at++) {
            int labels = report.plan().labels().get(at);
            for (var row : rows) {
                var comparison = row.comparison();
                if (comparison.arm() == arm && comparison.labels() == labels && !Double.isNaN(row.dice())) {
                    int x = x(panel, at) + shift(arm);
                    int y = y(row.dice());
                    whisker(x, row.interval());
                    graphics.fillOval(x - 4, y - 4, 8, 8);
                    if (beforeX >= 0) {
                        graphics.drawLine(beforeX, beforeY, x, y);
                    }
                    beforeX = x;
                    beforeY = y;
                }
            }
        }
    }

    private void whisker(int x, Interval interval) {
        if (interval.isDefined()) {
            graphics.drawLine(x, y(interval.low()), x, y(interval.high()));
        }
    }

    private void differences(Path file) throws IOException {
        double widest = report.rows().stream()
                .filter(row -> tried.equals(row.comparison().method()))
                .map(Row::toScratch)
                .filter(difference -> difference != null)
                .flatMap(difference -> difference.values().stream())
                .mapToDouble(Math::abs)
                .max()
                .orElse(0);
        high = Math.max(0.05, Math.ceil(widest * 20) / 20);
        low = -high;
        var arms = arms().stream().filter(arm -> arm != Arm.SCRATCH).toList();
        for (int panel = 0; panel < report.plan().iterations().size(); panel++) {
            int iterations = report.plan().iterations().get(panel);
            frame(panel, "Dice minus scratch, %d iterations".formatted(iterations));
            for (var row : rows(iterations)) {
                dots(panel, row);
            }
        }
        save(file, arms);
    }

    private void dots(int panel, Row row) {
        var difference = row.toScratch();
        if (difference == null) {
            return;
        }
        var arm = row.comparison().arm();
        int x = x(panel, report.plan().labels().indexOf(row.comparison().labels())) + shift(arm);
        graphics.setColor(color(arm));
        graphics.setStroke(new BasicStroke(2));
        difference.values().forEach(value -> graphics.drawOval(x - 3, y(value) - 3, 6, 6));
        int mean = y(difference.test().mean());
        graphics.drawLine(x - 7, mean, x + 7, mean);
    }

    private void frame(int panel, String title) {
        int left = panel * PANEL + LEFT;
        graphics.setStroke(new BasicStroke(1));
        graphics.setColor(Color.BLACK);
        graphics.drawString(title, left, TOP - 16);
        for (int tick = 0; tick <= 4; tick++) {
            double value = low + (high - low) * tick / 4;
            graphics.setColor(value == 0 ? Color.BLACK : new Color(0xdddddd));
            graphics.drawLine(left, y(value), (panel + 1) * PANEL - 16, y(value));
            graphics.setColor(Color.BLACK);
            graphics.drawString(String.format(Locale.ROOT, "%.2f", value), left - 42, y(value) + 4);
        }
        for (int at = 0; at < report.plan().labels().size(); at++) {
            graphics.drawString(Cell.count(report.plan().labels().get(at)), x(panel, at) - 6, HEIGHT - BOTTOM + 20);
        }
        graphics.drawString("labelled patients", left + 100, HEIGHT - BOTTOM + 40);
    }

    private int x(int panel, int at) {
        int width = PANEL - LEFT - 16;
        return panel * PANEL
                + LEFT
                + (int) (width * (at + 0.5) / report.plan().labels().size());
    }

    private int y(double value) {
        double share = (value - low) / (high - low);
        return HEIGHT - BOTTOM - (int) Math.round(share * (HEIGHT - TOP - BOTTOM));
    }

    /** So that arms do not cover each other. */
    private int shift(Arm arm) {
        return (2 * arms().indexOf(arm) - arms().size() + 1) * 3;
    }

    private Color color(Arm arm) {
        return COLORS.get(arms().indexOf(arm) % COLORS.size());
    }

    private void save(Path file, List<Arm> arms) throws IOException {
        int y = TOP;
        for (var arm : arms) {
            graphics.setColor(color(arm));
            graphics.fillRect(image.getWidth() - LEGEND + 8, y - 9, 10, 10);
            graphics.setColor(Color.BLACK);
            graphics.drawString(arm.id(), image.getWidth() - LEGEND + 26, y);
            y += 20;
        }
        graphics.dispose();
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IllegalStateException("this Java writes no PNG");
        }
    }
}
