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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Text that the engine has compiled. A text is compiled once, however many ask for it, and the compiled one is shared; it
 * is closed after all who asked have closed theirs, and then only when more than a few others have come to rest after it,
 * so that a program that is soon wanted again is still there. A program holds no numbers.
 */
public final class CompiledModule implements AutoCloseable {
    /** Compiled texts that are kept although nobody uses them. */
    static final int MOST_RESTING = 8;

    private static final String METHOD_MARK = "module_method:";
    private static final Map<String, Shared> COMPILED = new HashMap<>();
    private static final Deque<Shared> RESTING = new ArrayDeque<>();

    private final Shared shared;
    private boolean isClosed;

    private CompiledModule(Shared shared) {
        this.shared = shared;
    }

    /** One compiled text. The engine would close a model that nobody refers to in the middle of a run. */
    private static final class Shared {
        private final String hash;
        private final Model model;
        private int users = 1;

        Shared(String hash, Model model) {
            this.hash = hash;
            this.model = model;
        }
    }

    /** The compiled text, shared with whoever else has asked for the same; to be closed. */
    public static CompiledModule of(String methods) {
        var hash = hash(methods);
        synchronized (COMPILED) {
            var shared = COMPILED.get(hash);
            if (shared == null) {
                shared = new Shared(hash, model(methods));
                COMPILED.put(hash, shared);
            } else {
                shared.users++;
                RESTING.remove(shared);
            }
            return new CompiledModule(shared);
        }
    }

    /** The text compiled anew, for whoever must not share what the engine has learned of earlier runs; to be closed. */
    public static CompiledModule compile(String methods) {
        return new CompiledModule(new Shared("", model(methods)));
    }

    /** How many texts are compiled and shared. */
    static int compiled() {
        synchronized (COMPILED) {
            return COMPILED.size();
        }
    }

    /** Whether two are the same compiled text. */
    boolean isSharedWith(CompiledModule other) {
        return shared == other.shared;
    }

    @Override
    public void close() {
        synchronized (COMPILED) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            shared.users--;
            if (shared.users > 0) {
                return;
            }
            if (shared.hash.isEmpty()) {
                shared.model.close();
                return;
            }
            RESTING.addLast(shared);
            if (RESTING.size() > MOST_RESTING) {
                var oldest = RESTING.removeFirst();
                COMPILED.remove(oldest.hash);
                oldest.model.close();
            }
        }
    }

    private static Model model(String methods) {
        var model = Model.newInstance("program", Compute.chosen(), Compute.engine());
        try {
            model.load(new ByteArrayInputStream(Archive.of(methods)));
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw new IllegalStateException(
                    "the engine refused a program: %s\n%s".formatted(e.getMessage(), methods), e);
        }
        return model;
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Calls a method.
     *
     * @param owner owns what comes back
     * @param arguments in order; a list of arrays arrives as one {@code List[Tensor]} and must not be empty
     */
    public NDList call(NDManager owner, String method, Mode mode, List<Argument> arguments) {
        if (isClosed) {
            throw new IllegalStateException("a program was called after it was closed");
        }
        var list = new NDList();
        // first, because results belong to the manager of the first array
        var mark = owner.create(0f);
        mark.setName(METHOD_MARK + method);
        list.add(mark);
        arguments.forEach(argument -> argument.addTo(list));
        var store = new ParameterStore(owner, false);
        return shared.model.getBlock().forward(store, list, mode == Mode.TRAINING);
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
