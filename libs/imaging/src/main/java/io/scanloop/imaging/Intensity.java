package io.scanloop.imaging;

/** Laws that bring the values of a volume to a common scale. They keep the grid and return a new volume. */
public final class Intensity {
    private Intensity() {}

    /**
     * For MR: mean 0 and standard deviation 1 over the voxels that are not 0; those that are stay 0. A volume of one
     * value is only shifted.
     */
    public static Volume zScoreOnNonZero(Volume volume) {
        double sum = 0;
        long count = 0;
        for (float value : volume.voxels()) {
            sum += value;
            count += value != 0 ? 1 : 0;
        }
        double mean = count > 0 ? sum / count : 0;
        double squares = 0;
        for (float value : volume.voxels()) {
            squares += value != 0 ? (value - mean) * (value - mean) : 0;
        }
        double deviation = count > 0 && squares > 0 ? Math.sqrt(squares / count) : 1;
        var scores = new float[volume.voxels().length];
        for (int i = 0; i < scores.length; i++) {
            float value = volume.voxels()[i];
            scores[i] = value != 0 ? (float) ((value - mean) / deviation) : 0;
        }
        return new Volume(volume.geometry(), scores);
    }

    /**
     * For CT: {@code low} becomes 0, {@code high} 1, and what lies beyond is clipped.
     *
     * @param low in HU
     * @param high in HU, > low
     */
    public static Volume ctWindow(Volume volume, double low, double high) {
        if (!(low < high)) {
            throw new IllegalArgumentException("a window needs low < high, got %s to %s HU".formatted(low, high));
        }
        var windowed = new float[volume.voxels().length];
        for (int i = 0; i < windowed.length; i++) {
            double part = (volume.voxels()[i] - low) / (high - low);
            windowed[i] = (float) Math.max(0, Math.min(1, part));
        }
        return new Volume(volume.geometry(), windowed);
    }
}
