package io.scanloop.imaging;

/** An ellipsoid with axes along the grid's; all lengths in voxels. */
record Ellipsoid(double x, double y, double z, double halfX, double halfY, double halfZ) {
    /** From a point to the surface along the ray from the centre, negative inside. */
    double distance(double px, double py, double pz) {
        double dx = px - x;
        double dy = py - y;
        double dz = pz - z;
        double radius = Math.sqrt(dx * dx + dy * dy + dz * dz);
        double ux = dx / halfX;
        double uy = dy / halfY;
        double uz = dz / halfZ;
        double scaled = Math.sqrt(ux * ux + uy * uy + uz * uz);
        return scaled == 0 ? -Math.min(halfX, Math.min(halfY, halfZ)) : radius * (1 - 1 / scaled);
    }

    /** The same centre and form, larger or smaller by a factor. */
    Ellipsoid scaled(double factor) {
        return new Ellipsoid(x, y, z, halfX * factor, halfY * factor, halfZ * factor);
    }
}
