package io.scanloop.imaging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The fields of a header as they lie in the file, NIfTI-1 or -2 alike; nothing is judged here.
 *
 * @param bytes at least {@link #size} of them, in the order of the file
 * @param version 1 or 2
 */
record RawHeader(ByteBuffer bytes, int version) {
    static final int SIZE_1 = 348;
    static final int SIZE_2 = 540;
    private static final int MAGIC_1 = 344;
    private static final int MAGIC_2 = 4;
    static final byte[] LINE_ENDS = {13, 10, 26, 10};

    /**
     * Recognises a NIfTI-1 header by its magic and a NIfTI-2 header by its size, as nibabel does.
     *
     * @param bytes the first {@value #SIZE_1} of the file
     * @return its version, empty if this is no NIfTI
     */
    static Optional<Integer> versionOf(byte[] bytes) {
        if (hasMagic(ByteBuffer.wrap(bytes), 1)) {
            return Optional.of(1);
        }
        return isSize(bytes, SIZE_2) ? Optional.of(2) : Optional.empty();
    }

    /** Whether the first four bytes hold this number in either byte order. */
    static boolean isSize(byte[] bytes, int size) {
        int first = ByteBuffer.wrap(bytes).getInt(0);
        return first == size || Integer.reverseBytes(first) == size;
    }

    /** {@code n+1} or {@code n+2} for a single file, {@code ni1} or {@code ni2} for a pair, then a zero byte. */
    private static boolean hasMagic(ByteBuffer bytes, int version) {
        int at = version == 1 ? MAGIC_1 : MAGIC_2;
        byte kind = bytes.get(at + 1);
        return bytes.get(at) == 'n'
                && (kind == '+' || kind == 'i')
                && bytes.get(at + 2) == '0' + version
                && bytes.get(at + 3) == 0;
    }

    /** The byte order that makes {@code dim[0]} a number of dimensions; the order of the size when none does. */
    static RawHeader of(byte[] bytes, int version) {
        var little = new RawHeader(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), version);
        var big = new RawHeader(ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN), version);
        if (little.hasDimensions() || big.hasDimensions()) {
            return little.hasDimensions() ? little : big;
        }
        return big.bytes.getInt(0) == big.size() ? big : little;
    }

    boolean hasDimensions() {
        return dim(0) >= 1 && dim(0) <= 7;
    }

    int size() {
        return isFirst() ? SIZE_1 : SIZE_2;
    }

    boolean hasMagic() {
        return hasMagic(bytes, version);
    }

    /** NIfTI-2 carries line ends as a canary: a transfer as text would have altered them. */
    boolean hasIntactLineEnds() {
        var canary = new byte[4];
        bytes.get(8, canary);
        return isFirst() || Arrays.equals(canary, LINE_ENDS) || Arrays.equals(canary, new byte[4]);
    }

    long dim(int index) {
        return isFirst() ? bytes.getShort(40 + 2 * index) : bytes.getLong(16 + 8 * index);
    }

    double pixdim(int index) {
        return number(76, 104, index);
    }

    int datatype() {
        return bytes.getShort(isFirst() ? 70 : 12);
    }

    int intent() {
        return isFirst() ? bytes.getShort(68) : bytes.getInt(504);
    }

    double voxelOffset() {
        return isFirst() ? bytes.getFloat(108) : bytes.getLong(168);
    }

    double slope() {
        return number(112, 176, 0);
    }

    double intercept() {
        return number(116, 184, 0);
    }

    int units() {
        return isFirst() ? bytes.get(123) : bytes.getInt(500);
    }

    int qformCode() {
        return isFirst() ? bytes.getShort(252) : bytes.getInt(344);
    }

    int sformCode() {
        return isFirst() ? bytes.getShort(254) : bytes.getInt(348);
    }

    /** b, c, d of the unit quaternion. */
    double quaternion(int index) {
        return number(256, 352, index);
    }

    double qformOffset(int axis) {
        return number(268, 376, axis);
    }

    double sform(int row, int column) {
        return number(280, 400, 4 * row + column);
    }

    private boolean isFirst() {
        return version == 1;
    }

    /** A floating-point field: 4 bytes in NIfTI-1, widened exactly; 8 in NIfTI-2. */
    private double number(int offset1, int offset2, int index) {
        return isFirst() ? bytes.getFloat(offset1 + 4 * index) : bytes.getDouble(offset2 + 8 * index);
    }
}
