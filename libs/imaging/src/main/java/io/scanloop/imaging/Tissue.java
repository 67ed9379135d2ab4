package io.scanloop.imaging;

/** What a phantom is made of, with its mean intensity on T1, T2 and FLAIR; neighbours overlap on purpose. */
enum Tissue {
    SKIN(0.85, 0.50, 0.55),
    BONE(0.15, 0.12, 0.12),
    FLUID(0.22, 0.92, 0.15),
    GREY(0.54, 0.52, 0.56),
    WHITE(0.72, 0.38, 0.45),
    NUCLEUS(0.57, 0.31, 0.57),
    CEREBELLUM(0.60, 0.50, 0.60),
    LESION(0.58, 0.68, 0.80);

    private final double t1;
    private final double t2;
    private final double flair;

    Tissue(double t1, double t2, double flair) {
        this.t1 = t1;
        this.t2 = t2;
        this.flair = flair;
    }

    double mean(PhantomStudy.Contrast contrast) {
        return switch (contrast) {
            case T1 -> t1;
            case T2 -> t2;
            case FLAIR -> flair;
        };
    }
}
