package io.scanloop.bench.learning;

import io.scanloop.learning.program.Switches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * What training steps and whole predictions cost in processor time, and whether memory stays flat; PyTorch does the same
 * steps in alternation, when the machine has it.
 *
 * <p>{@code LearningBench <repository>}: prints a page and writes it to {@code docs/results/learning.md}. {@code
 * LearningBench <repository> --short}: the same with fewer rounds. {@code LearningBench <repository> --export <folder>}: writes the step's program and arrays for {@code gpu_step.py}.
 */
public final class LearningBench {
    private static final int ROUNDS = 8;
    private static final int STEPS = 4;
    private static final int FEW_ROUNDS = 6;
    /** A short run has so many times fewer rounds. */
    private static final int SHORT = 2;

    private LearningBench() {}

    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        var root = Path.of(arguments[0]);
        if (arguments.length == 3 && arguments[1].equals("--export")) {
            VitStep.export(Path.of(arguments[2]));
            return;
        }
        boolean isShort = arguments.length == 2 && arguments[1].equals("--short");
        var load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        var page = page(load, isShort, rows(root.resolve("deploy/bench/src/main/python"), isShort ? SHORT : 1));
        System.out.println(page);
        Files.writeString(root.resolve("docs/results/learning.md"), page);
    }

    private static String rows(Path scripts, int shorter) throws IOException {
        var rows = new StringBuilder();
        try (var ours = VitStep.of(Switches.PLAIN)) {
            rows.append(Against.rows("transformer", ours, scripts.resolve("vit_step.py"), ROUNDS / shorter, STEPS));
        }
        try (var ours = UnetStep.of(UnetStep.SIDE, Switches.PLAIN)) {
            rows.append(Against.rows("U-Net", ours, scripts.resolve("unet_step.py"), FEW_ROUNDS / shorter, 1));
        }
        try (var ours = SwinStep.of(SwinStep.SIDE, Switches.PLAIN)) {
            rows.append(Against.rows("Swin UNETR", ours, scripts.resolve("swin_step.py"), FEW_ROUNDS / shorter, 1));
        }
        rows.append(Update.row(ROUNDS / shorter));
        rows.append(Lower.rows(FEW_ROUNDS / shorter));
        rows.append(Stitching.row(FEW_ROUNDS / shorter));
        rows.append(Memory.rows());
        return rows.toString();
    }

    private static String page(String load, boolean isShort, String rows) throws IOException {
        return """
                # Learning: steps and predictions

                Measured %s by `deploy/bench/run learning%s`, which wrote this page. The transformer is a vision
                transformer's encoder, 6 layers, 384 wide, 6 heads, 2 x 216 tokens, 10.65 M parameters, squared error; the
                U-Net a residual 3-D one, 16 to 128 channels, one crop of 64^3, cross-entropy; Swin UNETR has feature
                size 12, 3 classes and the same crop; all float32. A step is forward,
                loss, gradients, clipping, AdamW. Against PyTorch: both processes on one thread each, in turn, %d rounds of %d
                steps of the transformer, %d of one step of the U-Net. All times are processor time of the whole process
                (fastest, median, slowest round), all ratios medians over rounds in turn. %d cores, Java %d; load of the
                machine before: %s. Ours is libtorch 2.7.1 with the matrix products that it brings; the other has another
                version and another library of them, so the ratio says that our way costs nothing, not that it is faster. Our
                process asks for huge pages (`THP_MEM_ALLOC_ENABLE=1`) as workers do; that version of PyTorch has no such setting.

                | what | figure | to reach |
                |---|---|---|
                %s""".formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        isShort ? " --short" : "",
                        ROUNDS / (isShort ? SHORT : 1),
                        STEPS,
                        FEW_ROUNDS / (isShort ? SHORT : 1),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version().feature(),
                        load,
                        rows);
    }
}
