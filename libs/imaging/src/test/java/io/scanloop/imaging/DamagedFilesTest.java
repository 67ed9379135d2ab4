package io.scanloop.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a file is damaged, it is read or refused: nothing else is thrown, and little memory is taken. */
class DamagedFilesTest {
    private static final NiftiLimits LIMITS = new NiftiLimits(1 << 20, 1 << 24);
    private static final int FILES_PER_SEED = 200;

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void areReadOrRefused(long seed) {
        var chance = new SplittableRandom(seed);
        for (int i = 0; i < FILES_PER_SEED; i++) {
            byte[] file = damaged(chance);
            long before = allocated();

            try {
                VolumeFacts.scan(new ByteArrayInputStream(file), LIMITS);
            } catch (InvalidVolumeException refused) {
                assertThat(refused.code()).matches("[a-z0-9-]+");
            } catch (IOException e) {
                throw new AssertionError("no disk is involved", e);
            }

            assertThat(allocated() - before).isLessThan(8 << 20);
        }
    }

    private static byte[] damaged(SplittableRandom chance) {
        var order = chance.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        byte[] file = new NiftiBytes(chance.nextInt(1, 3), order).file();
        boolean isCompressed = chance.nextInt(3) == 0;
        file = isCompressed ? NiftiBytes.gzip(file) : file;
        for (int flips = chance.nextInt(6); flips > 0; flips--) {
            file[chance.nextInt(file.length)] ^= (byte) (1 << chance.nextInt(8));
        }
        return chance.nextInt(4) == 0 ? Arrays.copyOf(file, chance.nextInt(file.length)) : file;
    }

    private static long allocated() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
