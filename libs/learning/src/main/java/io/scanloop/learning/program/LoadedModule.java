package io.scanloop.learning.program;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.scanloop.learning.graph.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A TorchScript file as those load it for whom it was written: to try out whether it gives what it should. Only a file of
 * this program's own making is opened: such files may do anything.
 *
 * <p>Owns native memory until it is closed. One thread at a time.
 */
public final class LoadedModule implements AutoCloseable {
    private final NDManager owner = Compute.newOwner();
    private final Model model;

    private LoadedModule(Model model) {
        this.model = model;
    }

    /**
     * Loads a file.
     *
     * @throws IllegalStateException when the engine refuses it
     */
    public static LoadedModule open(Path file) throws IOException {
        var model = Model.newInstance("module", Compute.chosen(), Compute.engine());
        try (var in = Files.newInputStream(file)) {
            model.load(in);
            return new LoadedModule(model);
        } catch (MalformedModelException | RuntimeException e) {
            model.close();
            throw new IllegalStateException("the engine refused %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Calls {@code forward} once.
     *
     * @param inputs in its order
     * @return what comes out, FLOAT32
     */
    public HostTensor run(List<HostTensor> inputs) {
        try (var step = owner.newSubManager()) {
            var given = new NDList();
            for (var input : inputs) {
                given.add(new Staging().lasting(step, input));
            }
            NDArray result = model.getBlock()
                    .forward(new ParameterStore(step, false), given, false)
                    .singletonOrThrow();
            return HostTensor.of(result.toFloatArray(), result.getShape().getShape());
        }
    }

    @Override
    public void close() {
        owner.close();
        model.close();
    }
}
