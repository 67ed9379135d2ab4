package io.scanloop.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.scanloop.cli.ScanloopClient.Page;
import java.util.ArrayList;
import java.util.List;

/** How large the studies are that a run would label. */
final class TestGrids {
    /** So many stand for all. */
    private static final int LOOKED_INTO = 5;

    private static final String[] AXES = {"RL", "AP", "SI"};

    private TestGrids() {}

    /**
     * Voxels along X, Y, Z of the first studies of the test side, on the project's spacing; empty while there is none.
     */
    static List<int[]> of(ScanloopClient client, String project, JsonNode configuration) {
        var spacing = configuration.path("spacing");
        var grids = new ArrayList<int[]>();
        for (var line : client.studies(project, new Page(LOOKED_INTO, null, "test", null))
                .path("items")) {
            var volumes = client.study(project, line.path("study").asText()).path("contrasts");
            if (!volumes.isEmpty()) {
                grids.add(grid(volumes.elements().next(), spacing));
            }
        }
        return grids;
    }

    private static int[] grid(JsonNode volume, JsonNode spacing) {
        var grid = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            int own = axis(volume.path("orientation").asText(), axis);
            double length = volume.path("shape").path(own).asDouble()
                    * volume.path("spacing").path(own).asDouble();
            grid[axis] =
                    (int) Math.max(1, Math.round(length / spacing.path(axis).asDouble()));
        }
        return grid;
    }

    /** Which axis of a volume runs along an axis of the patient. */
    private static int axis(String orientation, int world) {
        for (int own = 0; own < Math.min(3, orientation.length()); own++) {
            if (AXES[world].indexOf(orientation.charAt(own)) >= 0) {
                return own;
            }
        }
        return world;
    }
}
