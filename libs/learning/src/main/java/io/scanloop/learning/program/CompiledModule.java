package io.scanloop.learning.program;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.scanloop.learning.graph.Mode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Text that the engine has compiled. Compiled once per process and text, and kept for the life of the process: a program
 * holds no numbers, and a model that nobody refers to would be closed in the middle of a run.
 */
public final class CompiledModule {
    private static final String METHOD_MARK = "module_method:";
    private static final Map<String, CompiledModule> COMPILED = new ConcurrentHashMap<>();

    private final Model model;

    private CompiledModule(Model model) {
        this.model = model;
    }

    /** The compiled text, from memory when this process has compiled it before. */
    public static CompiledModule of(String methods) {
        return COMPILED.computeIfAbsent(methods, CompiledModule::compile);
    }

    /** The text compiled anew, for whoever must not share what the engine has learned of earlier runs. */
    public static CompiledModule compile(String methods) {
        var model = Model.newInstance("program", Compute.chosen(), Compute.engine());
        try {
            model.load(new ByteArrayInputStream(Archive.of(methods)));
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw new IllegalStateException(
                    "the engine refused a program: %s\n%s".formatted(e.getMessage(), methods), e);
        }
        return new CompiledModule(model);
    }

    /**
     * Calls a method.
     *
     * @param owner owns what comes back
     * @param arguments in order; a list of arrays arrives as one {@code List[Tensor]} and must not be empty
     */
    public NDList call(NDManager owner, String method, Mode mode, List<Argument> arguments) {
        var list = new NDList();
        // first, because results belong to the manager of the first array
        var mark = owner.create(0f);
        mark.setName(METHOD_MARK + method);
        list.add(mark);
        arguments.forEach(argument -> argument.addTo(list));
        var store = new ParameterStore(owner, false);
        return model.getBlock().forward(store, list, mode == Mode.TRAINING);
    }

    /** What a method is given. */
    public sealed interface Argument {
        /** Adds the arrays under names that tell the engine how they belong together. */
        void addTo(NDList list);
    }

    /** One array. */
    public record One(NDArray array) implements Argument {
        @Override
        public void addTo(NDList list) {
            array.setName(null);
            list.add(array);
        }
    }

    /** A list of arrays. */
    public record Many(String name, List<NDArray> arrays) implements Argument {
        @Override
        public void addTo(NDList list) {
            for (var array : arrays) {
                array.setName(name + "[]");
                list.add(array);
            }
        }
    }
}
