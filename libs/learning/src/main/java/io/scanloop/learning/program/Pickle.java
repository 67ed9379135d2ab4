package io.scanloop.learning.program;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes Python's pickle format, protocol 2: as much of it as TorchScript archives need. */
final class Pickle {
    private static final int BYTE = 8;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle() {
        op(0x80).op(2); // PROTO 2
    }

    /** All that was written, with its end. */
    byte[] bytes() {
        op('.');
        return out.toByteArray();
    }

    /** Begins an object of a class; what follows until {@link #end} are its attributes, names and values by turns. */
    Pickle begin(String module, String name) {
        return global(module, name).op(')').op(0x81).op('}').op('('); // EMPTY_TUPLE NEWOBJ EMPTY_DICT MARK
    }

    Pickle end() {
        return op('u').op('b'); // SETITEMS BUILD
    }

    /** A class or function by its name. */
    Pickle global(String module, String name) {
        return op('c').text(module + "\n" + name + "\n");
    }

    Pickle string(String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        op('X').fourBytes(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    Pickle truth(boolean value) {
        return op(value ? 0x88 : 0x89);
    }

    Pickle integer(int value) {
        return op('J').fourBytes(value);
    }

    /** A tuple of integers. */
    Pickle integers(long[] values) {
        mark();
        for (long value : values) {
            integer(Math.toIntExact(value));
        }
        return tuple();
    }

    Pickle mark() {
        return op('(');
    }

    /** Makes a tuple of all since the last mark. */
    Pickle tuple() {
        return op('t');
    }

    Pickle emptyTuple() {
        return op(')');
    }

    Pickle emptyOrderedDictionary() {
        return global("collections", "OrderedDict").emptyTuple().reduce();
    }

    /** Calls the function below with the tuple on top. */
    Pickle reduce() {
        return op('R');
    }

    /** Makes what lies on top the name of something outside of the pickle. */
    Pickle persistent() {
        return op('Q');
    }

    private Pickle op(int code) {
        out.write(code);
        return this;
    }

    private Pickle text(String ascii) {
        out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    private Pickle fourBytes(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += BYTE) {
            out.write(value >> shift);
        }
        return this;
    }
}
