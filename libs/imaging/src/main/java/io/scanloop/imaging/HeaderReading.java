package io.scanloop.imaging;

import java.util.Arrays;

/** Judges the fields of a header: what nibabel repairs is repaired alike, what it refuses is refused. */
final class HeaderReading {
    /** Square of the quaternion's real part that still counts as 0: three steps of the stored precision. */
    private static final double ROUNDING_1 = -3 * Math.ulp(1f);

    private static final double ROUNDING_2 = -3 * Math.ulp(1.0);

    private final RawHeader raw;

    private HeaderReading(RawHeader raw) {
        this.raw = raw;
    }

    /** @param isPair the voxels lie in a file of their own */
    static NiftiHeader read(RawHeader raw, boolean isPair) throws InvalidVolumeException {
        return new HeaderReading(raw).read(isPair);
    }

    private NiftiHeader read(boolean isPair) throws InvalidVolumeException {
        refuseStrangers();
        long[] shape = shape();
        NiftiType type = type();
        Affine affine = affine(shape);
        if (!affine.isFinite()) {
            throw new InvalidVolumeException(
                    "affine-not-finite",
                    "a finite affine",
                    affine.toString(),
                    "re-export the volume with its orientation and spacing");
        }
        double slope = raw.slope();
        boolean hasSlope = slope != 0 && Double.isFinite(slope);
        if (hasSlope && !Double.isFinite(raw.intercept())) {
            throw new InvalidVolumeException(
                    "intercept-not-finite",
                    "a finite intercept beside the slope " + slope,
                    "" + raw.intercept(),
                    "set scl_inter to 0, or scl_slope to 0 when the values need no scaling");
        }
        return new NiftiHeader(
                raw.version(),
                raw.bytes().order(),
                shape,
                type,
                hasSlope ? slope : Double.NaN,
                hasSlope ? raw.intercept() : Double.NaN,
                code(raw.qformCode()),
                code(raw.sformCode()),
                spacing(shape.length),
                LengthUnit.of(raw.units()),
                affine,
                dataOffset(isPair));
    }

    private void refuseStrangers() throws InvalidVolumeException {
        if (!raw.hasMagic()) {
            throw new InvalidVolumeException(
                    "not-nifti", "the magic of a NIfTI-2 header", "other bytes", "re-export the volume as NIfTI");
        }
        if (!raw.hasIntactLineEnds()) {
            throw new InvalidVolumeException(
                    "line-ends-altered",
                    "the line ends 0D 0A 1A 0A in a NIfTI-2 header",
                    "others: the file was transferred as text",
                    "transfer it again as binary");
        }
        if (raw.version() == 2 && raw.intent() >= 3000 && raw.intent() < 3100) {
            throw new InvalidVolumeException(
                    "cifti-file",
                    "a volume",
                    "CIFTI-2, values on a cortical surface (intent %d)".formatted(raw.intent()),
                    "send the volume that it was made from");
        }
    }

    private long[] shape() throws InvalidVolumeException {
        if (!raw.hasDimensions()) {
            throw invalidDimensions("1 to 7 dimensions", "dim[0] = " + raw.dim(0));
        }
        var shape = new long[(int) raw.dim(0)];
        Arrays.setAll(shape, axis -> raw.dim(axis + 1));
        if (Arrays.stream(shape).anyMatch(size -> size < 1)) {
            throw invalidDimensions("sizes > 0", "shape " + Arrays.toString(shape));
        }
        return shape;
    }

    private static InvalidVolumeException invalidDimensions(String expected, String actual) {
        return new InvalidVolumeException(
                "dimensions-invalid", expected, actual, "the header is damaged; re-export the volume");
    }

    private NiftiType type() throws InvalidVolumeException {
        return NiftiType.of(raw.datatype())
                .orElseThrow(() -> new InvalidVolumeException(
                        "datatype-unsupported",
                        "integers of 8 to 64 bits, floats of 32 or 64",
                        "NIfTI datatype code " + raw.datatype(),
                        "re-export the volume as int16 or float32"));
    }

    private double[] spacing(int dimensions) {
        var spacing = new double[dimensions];
        Arrays.setAll(spacing, axis -> axis < 3 ? edge(axis) : raw.pixdim(axis + 1));
        return spacing;
    }

    /** Of a voxel along a spatial axis. */
    private double edge(int axis) {
        double edge = Math.abs(raw.pixdim(axis + 1));
        return edge == 0 ? 1 : edge;
    }

    private static int code(int code) {
        return code >= 0 && code <= 5 ? code : 0;
    }

    private Affine affine(long[] shape) throws InvalidVolumeException {
        if (code(raw.sformCode()) > 0) {
            var rows = new double[3][4];
            for (int row = 0; row < 3; row++) {
                int at = row;
                Arrays.setAll(rows[row], column -> raw.sform(at, column));
            }
            return Affine.of(rows);
        }
        return code(raw.qformCode()) > 0 ? affineOfQuaternion() : affineOfSpacing(shape);
    }

    /** Without any transform: centred on the origin, the first axis running to the left, as Analyze files did. */
    private Affine affineOfSpacing(long[] shape) {
        var rows = new double[3][4];
        for (int axis = 0; axis < 3; axis++) {
            double edge = axis < shape.length ? edge(axis) : 1;
            rows[axis][axis] = axis == 0 ? -edge : edge;
            rows[axis][3] = axis < shape.length ? -(shape[axis] - 1) / 2.0 * rows[axis][axis] : 0;
        }
        return Affine.of(rows);
    }

    private Affine affineOfQuaternion() throws InvalidVolumeException {
        double b = raw.quaternion(0);
        double c = raw.quaternion(1);
        double d = raw.quaternion(2);
        double square = 1 - (b * b + c * c + d * d);
        if (!(square >= (raw.version() == 1 ? ROUNDING_1 : ROUNDING_2))) {
            throw new InvalidVolumeException(
                    "quaternion-invalid",
                    "b^2 + c^2 + d^2 <= 1 in the qform",
                    "(%s, %s, %s)".formatted(b, c, d),
                    "rewrite the qform, or set an sform");
        }
        double a = Math.sqrt(Math.max(0, square));
        double norm = a * a + b * b + c * c + d * d;
        double s = 2 / norm;
        double[][] rows = {
            {1 - s * (c * c + d * d), s * (b * c - a * d), s * (b * d + a * c), raw.qformOffset(0)},
            {s * (b * c + a * d), 1 - s * (b * b + d * d), s * (c * d - a * b), raw.qformOffset(1)},
            {s * (b * d - a * c), s * (c * d + a * b), 1 - s * (b * b + c * c), raw.qformOffset(2)}
        };
        double handedness = raw.pixdim(0) == -1 ? -1 : 1;
        for (double[] row : rows) {
            row[0] *= edge(0);
            row[1] *= edge(1);
            row[2] *= edge(2) * handedness;
        }
        return Affine.of(rows);
    }

    private long dataOffset(boolean isPair) throws InvalidVolumeException {
        double offset = raw.voxelOffset();
        long least = isPair ? 0 : raw.size() + 4;
        if (!(offset >= least && offset < 1L << 53)) {
            throw new InvalidVolumeException(
                    "data-offset-invalid",
                    "voxels that begin at byte %d or later".formatted(least),
                    "vox_offset = " + offset,
                    "readers disagree about where the voxels of such a file begin; set vox_offset");
        }
        return (long) offset;
    }
}
