package io.scanloop.imaging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The header of a scalar volume in mm: little-endian, with an sform, no extension. */
final class HeaderWriting {
    /** After either header: four bytes that say that there is no extension. */
    private static final int NO_EXTENSION_BYTES = 4;

    private static final byte MILLIMETRES = 2;
    private static final byte REGULAR = 'r';

    /** NIFTI_XFORM_ALIGNED_ANAT: patient space, but not necessarily the scanner's own. */
    private static final short ALIGNED = 2;

    private HeaderWriting() {}

    /** @return all bytes before the first voxel */
    static byte[] header(Geometry geometry, NiftiType type, NiftiVersion version) {
        if (!type.isScalar()) {
            throw new IllegalArgumentException("a volume has one number per voxel, which %s does not".formatted(type));
        }
        if (!version.holds(geometry)) {
            throw new IllegalArgumentException("%s holds at most %d voxels on an axis, got %d x %d x %d: take NIFTI_2"
                    .formatted(
                            version,
                            version.mostVoxelsPerAxis(),
                            geometry.sizeX(),
                            geometry.sizeY(),
                            geometry.sizeZ()));
        }
        return switch (version) {
            case NIFTI_1 -> nifti1(geometry, type);
            case NIFTI_2 -> nifti2(geometry, type);
        };
    }

    private static byte[] nifti1(Geometry geometry, NiftiType type) {
        var header = ByteBuffer.allocate(RawHeader.SIZE_1 + NO_EXTENSION_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, RawHeader.SIZE_1);
        header.put(38, REGULAR);
        for (int i = 0; i <= 7; i++) {
            header.putShort(40 + 2 * i, (short) dim(geometry, i));
            header.putFloat(76 + 4 * i, (float) pixdim(geometry, i));
        }
        header.putShort(70, (short) type.code());
        header.putShort(72, (short) (8 * type.bytes()));
        header.putFloat(108, header.capacity());
        header.putFloat(112, 1);
        header.put(123, MILLIMETRES);
        header.putShort(254, ALIGNED);
        for (int entry = 0; entry < 12; entry++) {
            header.putFloat(280 + 4 * entry, (float) geometry.affine().at(entry / 4, entry % 4));
        }
        header.put(344, "n+1".getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }

    private static byte[] nifti2(Geometry geometry, NiftiType type) {
        var header = ByteBuffer.allocate(RawHeader.SIZE_2 + NO_EXTENSION_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, RawHeader.SIZE_2);
        header.put(4, "n+2".getBytes(StandardCharsets.US_ASCII));
        header.put(8, RawHeader.LINE_ENDS);
        header.putShort(12, (short) type.code());
        header.putShort(14, (short) (8 * type.bytes()));
        for (int i = 0; i <= 7; i++) {
            header.putLong(16 + 8 * i, dim(geometry, i));
            header.putDouble(104 + 8 * i, pixdim(geometry, i));
        }
        header.putLong(168, header.capacity());
        header.putDouble(176, 1);
        header.putInt(348, ALIGNED);
        for (int entry = 0; entry < 12; entry++) {
            header.putDouble(400 + 8 * entry, geometry.affine().at(entry / 4, entry % 4));
        }
        header.putInt(500, MILLIMETRES);
        return header.array();
    }

    /** The number of axes, then the size of each. */
    private static int dim(Geometry geometry, int index) {
        int[] shape = geometry.shape();
        if (index == 0) {
            return shape.length;
        }
        return index <= shape.length ? shape[index - 1] : 1;
    }

    /** The handedness of the absent qform, then the edge of a voxel along each axis. */
    private static double pixdim(Geometry geometry, int index) {
        double[] spacing = geometry.spacing();
        return index >= 1 && index <= spacing.length ? spacing[index - 1] : 1;
    }
}
