package io.scanloop.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SurfaceAreasTest {
    private static final double[] SPACING = {0.7, 1.1, 3};
    private static final double[] AREAS = SurfaceAreas.of(new Grid(1, 1, 1, SPACING[0], SPACING[1], SPACING[2]));

    @Test
    void aCornerIsCutOffByATriangleAndAFaceByAFace() {
        assertThat(AREAS[0]).isZero();
        assertThat(AREAS[255]).isZero();
        assertThat(SurfaceAreas.of(new Grid(1, 1, 1, 1, 1, 1))[1]).isCloseTo(Math.sqrt(3) / 8, within(1e-15));
        assertThat(AREAS[0b00001111]).isCloseTo(0.7 * 1.1, within(1e-12));
        assertThat(AREAS[0b00110011]).isCloseTo(0.7 * 3, within(1e-12));
        assertThat(AREAS[0b01010101]).isCloseTo(1.1 * 3, within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void theAreaIsThatOfTheLoopsThroughTheMiddlesOfCutEdges(int code) {
        var possible = new TreeSet<Double>();
        possible.add(0.0);
        for (var loop : loops(code)) {
            var sums = new TreeSet<Double>();
            for (double sofar : possible) {
                triangulations(loop).forEach(area -> sums.add(sofar + area));
            }
            possible.clear();
            possible.addAll(sums);
        }

        assertThat(possible).anySatisfy(area -> assertThat(AREAS[code]).isCloseTo(area, within(1e-12)));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void theAreaIsThatOfAllMirrorImagesAndOfTheComplement(int code) {
        if (Integer.bitCount(code) != 4) {
            assertThat(AREAS[~code & 0xff]).isEqualTo(AREAS[code]);
        }
        for (int mirror = 1; mirror < 8; mirror++) {
            int image = 0;
            for (int corner = 0; corner < 8; corner++) {
                image |= (code >> corner & 1) << (corner ^ mirror);
            }
            assertThat(AREAS[image]).isCloseTo(AREAS[code], within(1e-12));
        }
    }

    static IntStream codes() {
        return IntStream.range(1, 255);
    }

    /**
     * Closed lines through the middles of the edges that the surface cuts, each edge as its two corners. On each face cut
     * edges are linked; where a face has four, those are linked that share a corner of the minority.
     */
    private static List<List<Integer>> loops(int code) {
        int minority = Integer.bitCount(code) <= 4 ? code : ~code & 0xff;
        Map<Integer, List<Integer>> links = new HashMap<>();
        for (int axis = 0; axis < 3; axis++) {
            int u = 1 << (axis + 1) % 3;
            int v = 1 << (axis + 2) % 3;
            for (int base : new int[] {0, 1 << axis}) {
                int[] round = {base, base | u, base | u | v, base | v};
                var cut = new ArrayList<Integer>();
                for (int i = 0; i < 4; i++) {
                    if ((minority >> round[i] & 1) != (minority >> round[(i + 1) % 4] & 1)) {
                        cut.add(edge(round[i], round[(i + 1) % 4]));
                    }
                }
                if (cut.size() == 2) {
                    link(links, cut.get(0), cut.get(1));
                } else if (cut.size() == 4) {
                    for (int i = 0; i < 4; i++) {
                        if ((minority >> round[i] & 1) != 0) {
                            link(links, edge(round[(i + 3) % 4], round[i]), edge(round[i], round[(i + 1) % 4]));
                        }
                    }
                }
            }
        }
        var loops = new ArrayList<List<Integer>>();
        var left = new TreeSet<>(links.keySet());
        while (!left.isEmpty()) {
            var loop = new ArrayList<Integer>();
            Integer at = left.first();
            while (at != null) {
                left.remove(at);
                loop.add(at);
                at = links.get(at).stream().filter(left::contains).findFirst().orElse(null);
            }
            loops.add(loop);
        }
        return loops;
    }

    private static int edge(int corner, int other) {
        return 8 * Math.min(corner, other) + Math.max(corner, other);
    }

    private static void link(Map<Integer, List<Integer>> links, int edge, int other) {
        links.computeIfAbsent(edge, none -> new ArrayList<>()).add(other);
        links.computeIfAbsent(other, none -> new ArrayList<>()).add(edge);
    }

    /** The areas of all ways to cut a polygon into triangles. */
    private static List<Double> triangulations(List<Integer> loop) {
        if (loop.size() < 3) {
            return List.of(0.0);
        }
        var areas = new ArrayList<Double>();
        int last = loop.size() - 1; // the triangle on the side from the last to the first
        for (int apex = 1; apex < last; apex++) {
            double triangle = area(loop.get(last), loop.get(0), loop.get(apex));
            for (double left : triangulations(loop.subList(0, apex + 1))) {
                for (double right : triangulations(loop.subList(apex, last + 1))) {
                    areas.add(triangle + left + right);
                }
            }
        }
        return areas;
    }

    private static double area(int one, int two, int three) {
        var a = middle(one);
        var b = middle(two);
        var c = middle(three);
        double square = 0;
        for (int axis = 0; axis < 3; axis++) {
            int u = (axis + 1) % 3;
            int v = (axis + 2) % 3;
            double shadow = (b[u] - a[u]) * (c[v] - a[v]) - (b[v] - a[v]) * (c[u] - a[u]);
            square += shadow * shadow;
        }
        return Math.sqrt(square) / 2;
    }

    private static double[] middle(int edge) {
        var middle = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            middle[axis] = SPACING[axis] * ((((edge / 8) >> axis) & 1) + (((edge % 8) >> axis) & 1)) / 2;
        }
        return middle;
    }
}
