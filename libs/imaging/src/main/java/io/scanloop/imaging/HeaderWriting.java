package io.scanloop.imaging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The NIfTI-1 header of a scalar volume in mm: little-endian, with an sform, no extension. */
final class HeaderWriting {
    private static final int MOST_VOXELS_PER_AXIS = Short.MAX_VALUE;
    private static final int VOXEL_OFFSET = 352;
    private static final byte MILLIMETRES = 2;
    private static final byte REGULAR = 'r';

    /** NIFTI_XFORM_ALIGNED_ANAT: patient space, but not necessarily the scanner's own. */
    private static final short ALIGNED = 2;

    private HeaderWriting() {}

    /** @return all bytes before the first voxel */
    static byte[] header(Geometry geometry, NiftiType type) {
        if (!type.isScalar()) {
            throw new IllegalArgumentException("a volume has one number per voxel, which %s does not".formatted(type));
        }
        var header = ByteBuffer.allocate(VOXEL_OFFSET).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, RawHeader.SIZE_1);
        header.put(38, REGULAR);
        putShape(header, geometry.shape());
        header.putShort(70, (short) type.code());
        header.putShort(72, (short) (8 * type.bytes()));
        putSpacing(header, geometry.spacing());
        header.putFloat(108, VOXEL_OFFSET);
        header.putFloat(112, 1);
        header.put(123, MILLIMETRES);
        header.putShort(254, ALIGNED);
        for (int entry = 0; entry < 12; entry++) {
            header.putFloat(280 + 4 * entry, (float) geometry.affine().at(entry / 4, entry % 4));
        }
        header.put(344, "n+1".getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }

    private static void putShape(ByteBuffer header, int[] shape) {
        header.putShort(40, (short) shape.length);
        for (int i = 1; i <= 7; i++) {
            int size = i <= shape.length ? shape[i - 1] : 1;
            if (size > MOST_VOXELS_PER_AXIS) {
                throw new IllegalArgumentException(
                        "NIfTI-1 holds at most %d voxels on an axis, got %d".formatted(MOST_VOXELS_PER_AXIS, size));
            }
            header.putShort(40 + 2 * i, (short) size);
        }
    }

    private static void putSpacing(ByteBuffer header, double[] spacing) {
        for (int i = 0; i <= 7; i++) {
            double edge = i >= 1 && i <= spacing.length ? spacing[i - 1] : 1;
            header.putFloat(76 + 4 * i, (float) edge);
        }
    }
}
