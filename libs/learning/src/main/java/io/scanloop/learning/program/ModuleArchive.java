package io.scanloop.learning.program;

import io.scanloop.learning.graph.HostTensor;
import io.scanloop.learning.graph.Shapes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive with its numbers, as any PyTorch loads it: a tree of modules, one class each, so that
 * {@code state_dict()} has the numbers under the paths that they have here; the root has the method {@code forward}.
 */
final class ModuleArchive {
    private static final String ROOT_CLASS = "Network";
    private static final String IDENTIFIER = "[A-Za-z_]\\w*";
    private static final Set<String> KEYWORDS = Set.of(
            ("and as assert async await break class continue def del elif else except False finally for from global if import"
                            + " in is lambda None nonlocal not or pass raise return True try while with yield")
                    .split(" "));

    /** How {@code forward} speaks of the root. */
    static final String SELF = "__torch__." + ROOT_CLASS;

    private final Branch root = new Branch(ROOT_CLASS);
    private final Set<String> classes = new HashSet<>(Set.of(ROOT_CLASS));
    private final List<Leaf> leaves = new ArrayList<>();

    /** What becomes of numbers when a module is trained. */
    enum Kind {
        /** An optimiser changes them. */
        PARAMETER,
        /** They are state, or a fixed table. */
        BUFFER
    }

    /** The types of numbers that archives hold, by PyTorch's names. */
    enum Storage {
        FLOAT("FloatStorage", Float.BYTES),
        DOUBLE("DoubleStorage", Double.BYTES),
        LONG("LongStorage", Long.BYTES);

        private final String name;
        private final int bytes;

        Storage(String name, int bytes) {
            this.name = name;
            this.bytes = bytes;
        }
    }

    /** An array of numbers, little-endian, in C order; from position to limit, which stay as they are. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Leaf(Kind kind, Storage storage, long[] shape, ByteBuffer data) {

        /** A fixed table. */
        static Leaf of(HostTensor numbers) {
            int count = Math.toIntExact(Shapes.count(numbers.shape()));
            return switch (numbers.type()) {
                case FLOAT32 -> {
                    var data = bytes(count, Storage.FLOAT);
                    data.asFloatBuffer().put(numbers.asFloats());
                    yield new Leaf(Kind.BUFFER, Storage.FLOAT, numbers.shape(), data);
                }
                case FLOAT64 -> {
                    var data = bytes(count, Storage.DOUBLE);
                    data.asDoubleBuffer().put(numbers.asDoubles());
                    yield new Leaf(Kind.BUFFER, Storage.DOUBLE, numbers.shape(), data);
                }
                case INT64 -> {
                    var data = bytes(count, Storage.LONG);
                    data.asLongBuffer().put(numbers.asLongs());
                    yield new Leaf(Kind.BUFFER, Storage.LONG, numbers.shape(), data);
                }
                case BOOL -> throw new IllegalStateException("no table is BOOL");
            };
        }

        private static ByteBuffer bytes(int count, Storage storage) {
            return ByteBuffer.allocate(Math.multiplyExact(count, storage.bytes)).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** A leaf and the number of the entry that holds its numbers. */
    private record Attribute(int entry, Leaf leaf) {}

    private record Branch(String className, Map<String, Branch> modules, Map<String, Attribute> attributes) {
        Branch(String className) {
            this(className, new LinkedHashMap<>(), new LinkedHashMap<>());
        }
    }

    /**
     * Puts an array under a path, such as {@code model.0.conv.weight}.
     *
     * @throws IllegalArgumentException when the path is taken
     */
    void put(String path, Leaf leaf) {
        var names = path.split("\\.", -1);
        var branch = root;
        var name = new StringBuilder();
        for (int depth = 0; depth < names.length - 1; depth++) {
            name.append('_').append(names[depth].replaceAll("\\W", "_"));
            var known = branch.modules().get(names[depth]);
            if (known == null) {
                known = new Branch(className(ROOT_CLASS + name));
                branch.modules().put(names[depth], known);
            }
            branch = known;
        }
        var last = names[names.length - 1];
        var attribute = new Attribute(leaves.size(), leaf);
        if (branch.attributes().put(last, attribute) != null || branch.modules().containsKey(last)) {
            throw new IllegalArgumentException("\"%s\" is taken".formatted(path));
        }
        leaves.add(leaf);
    }

    private String className(String wished) {
        var name = wished;
        while (!classes.add(name)) {
            name += "_";
        }
        return name;
    }

    /** How {@code forward} reads what lies under a path: {@code getattr(self.model, "0").weight}. */
    static String read(String path) {
        var text = "self";
        for (var name : path.split("\\.", -1)) {
            text = isIdentifier(name) ? text + "." + name : "getattr(%s, \"%s\")".formatted(text, name);
        }
        return text;
    }

    private static boolean isIdentifier(String name) {
        return name.matches(IDENTIFIER) && !KEYWORDS.contains(name);
    }

    /**
     * Writes the archive.
     *
     * @param forward the text of the root's method, indented by two spaces
     */
    void write(OutputStream out, String forward) throws IOException {
        var text = new StringBuilder();
        declare(root, text);
        text.append(forward);
        try (var zip = new ZipOutputStream(new BufferedOutputStream(out))) {
            var pickle = new Pickle();
            instance(root, pickle);
            Archive.around(zip, text.toString(), pickle);
            for (int number = 0; number < leaves.size(); number++) {
                Archive.entry(zip, "data/" + number, leaves.get(number).data());
            }
        }
    }

    /** Classes from the inside out. */
    private static void declare(Branch branch, StringBuilder text) {
        branch.modules().values().forEach(inner -> declare(inner, text));
        text.append("class %s(Module):\n".formatted(branch.className()))
                .append("  __parameters__ = %s\n".formatted(names(branch, Kind.PARAMETER)))
                .append("  __buffers__ = %s\n".formatted(names(branch, Kind.BUFFER)))
                .append("  training : bool\n");
        branch.attributes().keySet().forEach(name -> text.append(declaration(name, "Tensor")));
        branch.modules().forEach((name, inner) -> text.append(declaration(name, "__torch__." + inner.className())));
    }

    private static String declaration(String name, String type) {
        return (isIdentifier(name) ? "  %s : %s\n" : "  __annotations__[\"%s\"] = %s\n").formatted(name, type);
    }

    private static String names(Branch branch, Kind kind) {
        return branch.attributes().entrySet().stream()
                .filter(entry -> entry.getValue().leaf().kind() == kind)
                .map(entry -> "\"" + entry.getKey() + "\", ")
                .collect(Collectors.joining("", "[", "]"));
    }

    private static void instance(Branch branch, Pickle pickle) {
        pickle.begin("__torch__", branch.className()).string("training").truth(false);
        branch.attributes().forEach((name, attribute) -> tensor(attribute, pickle.string(name)));
        branch.modules().forEach((name, inner) -> instance(inner, pickle.string(name)));
        pickle.end();
    }

    private static void tensor(Attribute attribute, Pickle pickle) {
        var leaf = attribute.leaf();
        int numbers = leaf.data().remaining() / leaf.storage().bytes;
        pickle.global("torch._utils", "_rebuild_tensor_v2")
                .mark()
                .mark()
                .string("storage")
                .global("torch", leaf.storage().name)
                .string(Integer.toString(attribute.entry()))
                .string("cpu")
                .integer(numbers)
                .tuple()
                .persistent()
                .integer(0)
                .integers(leaf.shape())
                .integers(strides(leaf.shape()))
                .truth(false)
                .emptyOrderedDictionary()
                .tuple()
                .reduce();
    }

    private static long[] strides(long[] shape) {
        var strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }
}
