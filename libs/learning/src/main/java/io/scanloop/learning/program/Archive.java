package io.scanloop.learning.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
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
                %s""".formatted(CLASS, methods);
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            around(
                    zip,
                    text,
                    new Pickle()
                            .begin("__torch__", CLASS)
                            .string("training")
                            .truth(true)
                            .end());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** All entries but those of numbers. */
    static void around(ZipOutputStream zip, String text, Pickle instance) throws IOException {
        entry(zip, "version", ByteBuffer.wrap("10\n".getBytes(StandardCharsets.US_ASCII)));
        entry(zip, "constants.pkl", ByteBuffer.wrap(new Pickle().emptyTuple().bytes()));
        entry(zip, "data.pkl", ByteBuffer.wrap(instance.bytes()));
        entry(zip, "code/__torch__.py", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    static void entry(ZipOutputStream zip, String name, ByteBuffer content) throws IOException {
        var crc = new CRC32();
        crc.update(content.duplicate());
        var entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.remaining());
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        Channels.newChannel(zip).write(content.duplicate());
        zip.closeEntry();
    }
}
