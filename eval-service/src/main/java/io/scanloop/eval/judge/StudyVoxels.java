package io.scanloop.eval.judge;

import io.scanloop.events.ObjectRef;
import io.scanloop.imaging.Geometry;
import io.scanloop.imaging.InvalidVolumeException;
import io.scanloop.imaging.NiftiLimits;
import io.scanloop.imaging.VoxelStream;
import io.scanloop.storage.LostObjectException;
import io.scanloop.storage.ObjectStore;
import io.scanloop.storage.ObjectStoreException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Volumes of one study, read together piece by piece: memory does not depend on their size. */
final class StudyVoxels implements Closeable {
    private static final int PIECE = 1 << 15;
    /** Largest difference of two affines, in mm over the whole axis, at which two volumes show the same places. */
    private static final double TOLERANCE_MM = 1e-2;

    private final List<CheckedStream> files = new ArrayList<>();
    private final List<VoxelStream> volumes = new ArrayList<>();
    private final List<float[]> pieces = new ArrayList<>();

    private StudyVoxels() {}

    /** Takes the next voxels of all volumes. */
    interface Taker {
        /**
         * A piece.
         *
         * @param values per volume, in the order in which they were named; reused for the next piece
         * @param count how many values each has
         */
        void take(List<float[]> values, int count);
    }

    /**
     * Reads volumes from beginning to end, and checks that they are those that were stored.
     *
     * @throws InvalidVolumeException when one is unsound, or they do not lie on one grid
     * @throws LostObjectException when an object is gone or was altered
     * @throws ObjectStoreException when the store is away
     */
    static void read(ObjectStore store, NiftiLimits limits, List<ObjectRef> objects, Taker taker)
            throws InvalidVolumeException {
        try {
            readTogether(store, limits, objects, taker);
        } catch (InvalidVolumeException e) {
            verify(store, objects);
            throw e;
        } catch (IOException e) {
            verify(store, objects);
            throw brokeOff(objects, e);
        }
    }

    private static void readTogether(ObjectStore store, NiftiLimits limits, List<ObjectRef> objects, Taker taker)
            throws IOException {
        try (var voxels = new StudyVoxels()) {
            for (var object : objects) {
                voxels.open(store, limits, object);
            }
            for (int count; (count = voxels.next()) > 0; ) {
                taker.take(voxels.pieces, count);
            }
            for (var file : voxels.files) {
                file.verify();
            }
        }
    }

    /** Bytes that make no sense may not be those that were stored. */
    private static void verify(ObjectStore store, List<ObjectRef> objects) {
        for (var object : objects) {
            try (var file = CheckedStream.open(store, object)) {
                file.verify();
            } catch (IOException e) {
                throw brokeOff(objects, e);
            }
        }
    }

    private static ObjectStoreException brokeOff(List<ObjectRef> objects, IOException cause) {
        return new ObjectStoreException(
                "reading %s broke off".formatted(objects.get(0).key()), cause);
    }

    private void open(ObjectStore store, NiftiLimits limits, ObjectRef object) throws IOException {
        var file = CheckedStream.open(store, object);
        files.add(file);
        var volume = VoxelStream.open(file, limits);
        volumes.add(volume);
        pieces.add(new float[PIECE]);
        if (!isSameGrid(volumes.get(0).geometry(), volume.geometry())) {
            throw new InvalidVolumeException(
                    "other-grid",
                    "volumes of one grid, "
                            + Arrays.toString(volumes.get(0).geometry().shape()),
                    "%s with shape %s or another affine"
                            .formatted(
                                    object.key(),
                                    Arrays.toString(volume.geometry().shape())),
                    "masks lie on the grid of their study: look at what wrote it");
        }
    }

    private int next() throws IOException {
        int count = volumes.get(0).read(pieces.get(0));
        for (int i = 1; i < volumes.size(); i++) {
            int other = volumes.get(i).read(pieces.get(i));
            if (other != count) {
                throw new IllegalStateException(
                        "volumes of one grid have as many voxels, got %d and %d".formatted(count, other));
            }
        }
        return count;
    }

    private static boolean isSameGrid(Geometry one, Geometry other) {
        if (!Arrays.equals(one.shape(), other.shape())) {
            return false;
        }
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                double reach = column < 3 ? one.shape()[column] : 1;
                double apart = one.affine().at(row, column) - other.affine().at(row, column);
                if (Math.abs(apart) * reach > TOLERANCE_MM) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        for (var volume : volumes) {
            volume.close();
        }
        for (var file : files) {
            file.close();
        }
    }
}
