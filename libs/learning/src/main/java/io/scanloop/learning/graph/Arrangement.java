package io.scanloop.learning.graph;

/** What a value can do without arithmetic: other shapes, chosen numbers, other types. */
sealed interface Arrangement permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    // ---- shape

    /** The same numbers in C order under another shape; one size may be -1 and is worked out. */
    default Tensor reshape(long... shape) {
        return Reshaping.reshape(self(), shape);
    }

    /** Axes in another order. */
    default Tensor permute(int... axes) {
        return Reshaping.permute(self(), axes);
    }

    /** Two axes exchanged. */
    default Tensor transpose(int first, int second) {
        return Reshaping.transpose(self(), first, second);
    }

    /** A new axis of size 1 before the given one. */
    default Tensor unsqueeze(int axis) {
        return Reshaping.unsqueeze(self(), axis);
    }

    /** An axis of size 1 removed. */
    default Tensor squeeze(int axis) {
        return Reshaping.squeeze(self(), axis);
    }

    /** Axes of size 1 repeated to the given sizes; new axes come first. */
    default Tensor expand(long... shape) {
        return Reshaping.expand(self(), shape);
    }

    /** From an index (included) to an index (excluded) along an axis. */
    default Tensor slice(int axis, long from, long to) {
        return Reshaping.slice(self(), axis, from, to);
    }

    /** An axis in reverse. */
    default Tensor flip(int axis) {
        return self().like("flip", new long[] {Shapes.axis(axis, self().rank(), "flip")});
    }

    /** Numbers moved along an axis by a shift; what leaves at one end enters at the other. */
    default Tensor roll(long shift, int axis) {
        return roll(new long[] {shift}, axis);
    }

    /** Numbers moved along several axes, by a shift for each. */
    default Tensor roll(long[] shifts, int... axes) {
        return Reshaping.roll(self(), shifts, axes);
    }

    /** Zeros before and after along an axis. */
    default Tensor pad(int axis, long before, long after) {
        return Reshaping.pad(self(), axis, before, after);
    }

    // ---- selection

    /** {@code out[i][j][k] = this[i][index[i][j][k]][k]} for axis 1, and so on; index is INT64 of the same rank. */
    default Tensor gather(int axis, Tensor index) {
        return Selection.gather(self(), axis, index);
    }

    /** This, with {@code out[i][index[i][j][k]][k] = source[i][j][k]} for axis 1, and so on; no index twice. */
    default Tensor scatter(int axis, Tensor index, Tensor source) {
        return Selection.scatter(self(), axis, index, source);
    }

    /** Entries along an axis by their numbers, an INT64 vector. */
    default Tensor indexSelect(int axis, Tensor index) {
        return Selection.indexSelect(self(), axis, index);
    }

    /** A number wherever the BOOL mask, which broadcasts, is true. */
    default Tensor maskedFill(Tensor mask, double value) {
        return Selection.maskedFill(self(), mask, value);
    }

    /** This where the BOOL condition holds, else the other. */
    default Tensor where(Tensor condition, Tensor other) {
        return Selection.where(self(), condition, other);
    }

    /** INT64 classes to a new last axis: 1 at the class, 0 elsewhere; INT64. Classes outside are an error when run. */
    default Tensor oneHot(int classes) {
        return Selection.oneHot(self(), classes);
    }

    /** Whether numbers equal one; BOOL. */
    default Tensor equalTo(double value) {
        return self().call(Type.BOOL, self().shape(), "eq", self(), value);
    }

    /** Whether numbers are greater than one; BOOL. */
    default Tensor greaterThan(double value) {
        return self().call(Type.BOOL, self().shape(), "gt", self(), value);
    }

    /** The same numbers in another type; the gradient flows between floating types. */
    default Tensor to(Type other) {
        Tensor value = self();
        return other == value.type() ? value : value.call(other, value.shape(), "to", value, other.code());
    }

    /** The value without its gradient. */
    default Tensor detach() {
        return self().like("detach");
    }
}
