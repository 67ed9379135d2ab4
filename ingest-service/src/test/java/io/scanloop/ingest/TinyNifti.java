package io.scanloop.ingest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** NIfTI files small enough to write by hand. */
public final class TinyNifti {
    private TinyNifti() {}

    /** A NIfTI-1 file of 4 x 3 x 2 voxels of 1 mm, type uint8, RAS. */
    public static byte[] of(int... voxels) {
        return at(0, voxels);
    }

    /** The same, moved along X by some mm. */
    public static byte[] at(float offsetMm, int... voxels) {
        var file = ByteBuffer.allocate(352 + 24).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0, 348);
        short[] dim = {3, 4, 3, 2, 1, 1, 1, 1};
        for (int i = 0; i < 8; i++) {
            file.putShort(40 + 2 * i, dim[i]);
            file.putFloat(76 + 4 * i, 1);
        }
        file.putShort(70, (short) 2);
        file.putShort(72, (short) 8);
        file.putFloat(108, 352);
        file.put(123, (byte) 2);
        file.putShort(254, (short) 1);
        for (int row = 0; row < 3; row++) {
            file.putFloat(280 + 16 * row + 4 * row, 1);
        }
        file.putFloat(280 + 12, offsetMm);
        file.put(344, new byte[] {'n', '+', '1', 0});
        for (int i = 0; i < voxels.length; i++) {
            file.put(352 + i, (byte) voxels[i]);
        }
        return file.array();
    }
}
