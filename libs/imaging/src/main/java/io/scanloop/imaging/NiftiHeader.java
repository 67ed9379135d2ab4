package io.scanloop.imaging;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a NIfTI header says, with the repairs that every reader makes: an unknown transform code counts as none, a
 * spacing of 0 as 1, a negative one as its magnitude.
 *
 * @param version 1 or 2
 * @param shape one to seven sizes, each > 0, trailing ones kept
 * @param slope of the stored values, NaN when the file has none (0, NaN or infinite in the header)
 * @param intercept of the stored values, NaN when {@code slope} is
 * @param qformCode 0 to 5; used for the affine when > 0 and {@code sformCode} is 0
 * @param sformCode 0 to 5; used for the affine when > 0
 * @param spacing of each dimension as written, in {@code unit} for the first three
 * @param unit of spacing and affine as written. Neither is converted; {@link #geometry} insists on millimetres
 * @param affine from voxel indices to patient space; finite, but possibly flat
 * @param dataOffset bytes before the first voxel in the file that holds the voxels
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; headers are read, not compared
public record NiftiHeader(
        int version,
        ByteOrder byteOrder,
        long[] shape,
        NiftiType type,
        double slope,
        double intercept,
        int qformCode,
        int sformCode,
        double[] spacing,
        LengthUnit unit,
        Affine affine,
        long dataOffset) {

    public NiftiHeader {
        shape = shape.clone();
        spacing = spacing.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    @Override
    public double[] spacing() {
        return spacing.clone();
    }

    /** Over all dimensions. */
    public long voxels() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** Whether decoded values differ from the stored ones. */
    public boolean isScaled() {
        return !Double.isNaN(slope) && (slope != 1 || intercept != 0);
    }

    /** Three letters, e.g. {@code RAS}: the directions in which the voxel axes run; {@code ?} where an axis has none. */
    public String orientation() {
        return Orientation.of(affine).toString();
    }

    /**
     * The grid of this file as one scalar 3-D volume in patient space. Sizes of 1 after the third are dropped.
     *
     * @throws InvalidVolumeException if it is something else: a slice, a series, colour, complex, a flat affine, or
     *     lengths in metres or microns (such a header is as often wrong as right, so it is not converted)
     */
    public Geometry geometry() throws InvalidVolumeException {
        if (shape.length < 3 || Arrays.stream(shape).skip(3).anyMatch(size -> size != 1)) {
            throw new InvalidVolumeException(
                    "not-3d",
                    "one 3-D volume",
                    "shape " + Arrays.toString(shape),
                    "send each volume as a file of its own");
        }
        if (Arrays.stream(shape).anyMatch(size -> size > Integer.MAX_VALUE)) {
            throw new InvalidVolumeException(
                    "too-large",
                    "less than 2^31 voxels on an axis",
                    "shape " + Arrays.toString(shape),
                    "crop the volume");
        }
        if (!type.isScalar()) {
            throw new InvalidVolumeException(
                    "not-scalar",
                    "one number per voxel",
                    type.toString(),
                    "export magnitudes, or one component per file");
        }
        if (unit == LengthUnit.METRE || unit == LengthUnit.MICRON) {
            throw new InvalidVolumeException(
                    "unit-not-mm",
                    "lengths in millimetres",
                    "the unit " + unit.name().toLowerCase(Locale.ROOT) + " in xyzt_units",
                    "rewrite spacing and affine in mm and set the unit to mm");
        }
        if (!affine.isInvertible()) {
            throw new InvalidVolumeException(
                    "affine-singular",
                    "voxel axes that span a volume",
                    "the affine " + affine,
                    "re-export the volume with its orientation and spacing");
        }
        return new Geometry((int) shape[0], (int) shape[1], (int) shape[2], affine);
    }
}
