package io.scanloop.learning.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive without weights: a zip of stored entries that holds the text of one class, and an instance of it
 * that has no attribute but {@code training}.
 */
public final class Archive {
    private static final String ROOT = "program/";
    private static final String CLASS = "Program";
    /** Bytes of the pickle beside class name and attribute. */
    private static final int AROUND = 16;

    private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

    private Archive() {}

    /** How methods of the class speak of it. */
    public static final String SELF = "__torch__." + CLASS;

    /**
     * The archive of a class.
     *
     * @param methods the text of its methods, indented by two spaces
     */
    public static byte[] of(String methods) {
        var text = """
                class %s(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                %s""".formatted(CLASS, methods + TrainingForms.TEXT);
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            entry(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
            entry(zip, "constants.pkl", NO_CONSTANTS);
            entry(zip, "data.pkl", instance());
            entry(zip, "code/__torch__.py", text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Pickle: an object of the class, built with the dictionary {"training": true}. */
    private static byte[] instance() {
        var attribute = "training".getBytes(StandardCharsets.US_ASCII);
        var className = ("__torch__\n" + CLASS + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(className.length + attribute.length + AROUND)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x80)
                .put((byte) 2)
                .put((byte) 'c')
                .put(className)
                .put(new byte[] {')', (byte) 0x81, '}', '(', 'X'})
                .putInt(attribute.length)
                .put(attribute)
                .put(new byte[] {(byte) 0x88, 'u', 'b', '.'})
                .array();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var crc = new CRC32();
        crc.update(content);
        var entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
