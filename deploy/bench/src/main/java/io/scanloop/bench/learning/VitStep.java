package io.scanloop.bench.learning;

import io.scanloop.learning.graph.Batch;
import io.scanloop.learning.graph.Graph;
import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Type;
import io.scanloop.learning.method.Objective;
import io.scanloop.learning.method.OptimizerPlan;
import io.scanloop.learning.method.Schedule;
import io.scanloop.learning.method.Terms;
import io.scanloop.learning.network.Transformer;
import io.scanloop.learning.program.Archive;
import io.scanloop.learning.program.Switches;
import io.scanloop.learning.weights.Safetensors;
import io.scanloop.learning.weights.Shards;
import io.scanloop.learning.weights.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A training step of a vision transformer's encoder: 6 layers, 384 wide, 2 x 216 tokens; {@code vit_step.py} is the same. */
final class VitStep {
    private static final int BATCH = 2;
    private static final int TOKENS = 216;
    private static final int WIDTH = 384;
    private static final Transformer ENCODER = new Transformer(6, WIDTH, 6, 4 * WIDTH);
    private static final double RATE = 1e-4;

    private VitStep() {}

    static TimedStep of(Switches switches) {
        var objective =
                new Objective("vit-step", VitStep::program, OptimizerPlan.adamW(Schedule.constant(RATE), 0.05, 1));
        return new TimedStep(objective, new Batch(inputs(), Map.of()), switches);
    }

    private static Map<String, HostTensor> inputs() {
        var inputs = new LinkedHashMap<String, HostTensor>();
        for (var name : List.of("tokens", "target")) {
            inputs.put(name, TimedStep.normal(name, BATCH, TOKENS, WIDTH));
        }
        return inputs;
    }

    private static Terms program(Graph graph) {
        var tokens = graph.input("tokens", Type.FLOAT32, BATCH, TOKENS, WIDTH);
        var target = graph.input("target", Type.FLOAT32, BATCH, TOKENS, WIDTH);
        var blocks = ENCODER.blocks(graph.parameters(), tokens, null);
        var output = ENCODER.norm(graph.parameters(), blocks.get(blocks.size() - 1));
        return Terms.of("fit", output.minus(target).square().mean());
    }

    /** Writes the program as {@code step.pt} and the state before the first step as safetensors. */
    static void export(Path folder) throws IOException {
        try (var step = of(Switches.PLAIN)) {
            Files.createDirectories(folder);
            Files.write(folder.resolve("step.pt"), Archive.of(step.trainer().text()));
            step.trainer().save(folder);
            var inputs = new ArrayList<Safetensors.Tensor>();
            inputs().forEach((name, input) -> inputs.add(tensor(name, input)));
            Shards.write(folder, "inputs", Map.of(), inputs);
        }
    }

    private static Safetensors.Tensor tensor(String name, HostTensor numbers) {
        var bytes = ByteBuffer.allocate(numbers.asFloats().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers.asFloats());
        return new Safetensors.Tensor(name, TensorType.F32, List.of((long) BATCH, (long) TOKENS, (long) WIDTH), bytes);
    }
}
