package io.scanloop.learning.program;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** Where programs run: the first GPU when the engine sees one, else the CPU. The one place that chooses. */
public final class Compute {
    private static final String ENGINE = "PyTorch";

    private Compute() {}

    static {
        // the natives are on the class path: nothing is ever asked of the network
        setUnlessSet("ai.djl.offline", "true");
        // its optimiser derives quotients by other formulas from the second pass on: a restored run would round
        // otherwise
        setUnlessSet("ai.djl.pytorch.graph_optimizer", "false");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** {@code cpu} or {@code cuda:0}. */
    public static String device() {
        var device = chosen();
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    /** What computes, with its version, like {@code PyTorch 2.7.1}. */
    public static String version() {
        return ENGINE + " " + Engine.getEngine(ENGINE).getVersion();
    }

    /** How many threads compute, where that was set; else {@code all}. */
    public static String threads() {
        return System.getProperty("ai.djl.pytorch.num_threads", "all");
    }

    static String engine() {
        return ENGINE;
    }

    static Device chosen() {
        var engine = Engine.getEngine(ENGINE);
        return engine.getGpuCount() > 0 ? Device.gpu(0) : Device.cpu();
    }

    /** An owner of arrays on the device; to be closed. */
    public static NDManager newOwner() {
        return NDManager.newBaseManager(chosen(), ENGINE);
    }
}
