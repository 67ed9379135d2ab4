package io.scanloop.imaging;

/** The unit of length that a NIfTI header names for its spacing and its affine. */
public enum LengthUnit {
    /** The header names none; everybody takes it as millimetres. */
    UNKNOWN,
    METRE,
    MILLIMETRE,
    MICRON;

    /** @param units the header's {@code xyzt_units}; its lower three bits are the unit of length */
    static LengthUnit of(int units) {
        return switch (units & 7) {
            case 1 -> METRE;
            case 2 -> MILLIMETRE;
            case 3 -> MICRON;
            default -> UNKNOWN;
        };
    }
}
