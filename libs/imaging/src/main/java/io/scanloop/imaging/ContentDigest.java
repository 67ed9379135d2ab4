package io.scanloop.imaging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of what a volume is, not of how it is stored. All numbers are little-endian: the count of dimensions as
 * int32 and each size as int64, ones after the third dropped and missing ones added; the twelve entries of the affine
 * row by row, then the voxels with the first axis fastest, as float32 with one zero and one NaN. Complex and colour
 * volumes begin with the name of their type and keep their stored bytes.
 */
final class ContentDigest {
    private final MessageDigest sha256;

    ContentDigest(NiftiHeader header) {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        if (!header.type().isScalar()) {
            sha256.update(header.type().toString().getBytes(StandardCharsets.US_ASCII));
        }
        long[] shape = header.shape();
        int dimensions = Math.max(3, shape.length);
        while (dimensions > 3 && shape[dimensions - 1] == 1) {
            dimensions--;
        }
        var head = ByteBuffer.allocate(4 + 8 * dimensions + 4 * 12).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(dimensions);
        for (int axis = 0; axis < dimensions; axis++) {
            head.putLong(axis < shape.length ? shape[axis] : 1);
        }
        for (int entry = 0; entry < 12; entry++) {
            head.putInt(VoxelCodec.canonical(header.affine().at(entry / 4, entry % 4)));
        }
        sha256.update(head.array());
    }

    void add(byte[] bytes, int length) {
        sha256.update(bytes, 0, length);
    }

    /** Lower-case hexadecimal; ends the digest. */
    String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
