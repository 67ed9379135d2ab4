package io.scanloop.learning.training;

import io.scanloop.learning.method.Objective;
import io.scanloop.learning.program.MethodText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lines that change what is trained: clipping by the global norm, AdamW, the teacher.
 *
 * @param isLikenessGiven whether a step tells how like the teacher's weights are to its students'
 */
record UpdateText(Objective objective, List<RateGroup> groups, boolean isLikenessGiven) {
    /** Added to the norm of the gradient, as PyTorch's {@code clip_grad_norm_} does. */
    private static final double CLIP_EPSILON = 1e-6;

    /**
     * Updates by the list {@code gradients} unless it or the loss is not finite.
     *
     * @param buffers lines by which the network updates its buffers
     */
    void write(MethodText method, List<String> buffers) {
        var slices = new ArrayList<String>();
        int first = 0;
        for (var group : trained()) {
            int last = first + group.parameters().size();
            slices.add("gradients[%d:%d]".formatted(first, last));
            first = last;
        }
        write(method, slices, 1, buffers);
    }

    /** What the optimiser takes as gradients are sums of so many. */
    private void write(MethodText method, List<String> slices, int count, List<String> buffers) {
        method.line("norm = torch.div(torch.linalg_vector_norm(torch.stack(torch._foreach_norm(%s, 2))), %s)"
                        .formatted(counted(method, slices), (double) count))
                .line("if bool(torch.isfinite(torch.add(loss, norm))):");
        var plan = objective.optimizer();
        var scale = "None";
        if (plan.clipNorm() > 0 || count > 1) {
            scale = "scale";
            var excess = plan.clipNorm() > 0
                    ? "torch.clamp_min(torch.div(torch.add(norm, %s), %s), 1.0)"
                            .formatted(CLIP_EPSILON, plan.clipNorm())
                    : "torch.ones_like(norm)";
            // the optimiser divides the gradients by it
            method.line("  scale = torch.mul(%s, %s)".formatted(excess, (double) count));
        }
        for (int i = 0; i < slices.size(); i++) {
            var group = trained().get(i);
            var indent = "  ";
            if (group.isLate()) {
                method.line("  if bool(torch.gt(%s, 0)):".formatted(group.open()));
                indent = "    ";
            }
            method.line(indent + "torch._foreach_add_(%s, 1)".formatted(group.counts()))
                    .line(indent
                            + ("torch._fused_adamw_(%s, %s, %s, %s, [], %s, lr=float(rate) * %s, beta1=%s,"
                                            + " beta2=%s, weight_decay=%s, eps=%s, amsgrad=False, maximize=False,"
                                            + " grad_scale=%s)")
                                    .formatted(
                                            group.weights(),
                                            slices.get(i),
                                            group.means(),
                                            group.squares(),
                                            group.counts(),
                                            group.multiplier(),
                                            plan.beta1(),
                                            plan.beta2(),
                                            plan.weightDecay(),
                                            plan.epsilon(),
                                            scale));
        }
        buffers.forEach(line -> method.line("  " + line));
        for (var group : groups) {
            var followed = group.follows();
            if (followed != null) {
                // running means are means already: the teacher takes them as they are
                method.line("  torch._foreach_lerp_(%s, %s, %s)"
                        .formatted(
                                group.weights(),
                                followed.weights(),
                                group.isBuffer() ? "1.0" : "1.0 - float(momentum)"));
            }
        }
    }

    /**
     * The cosine between the weights of students and of their teachers, all in one row, running statistics left out.
     *
     * @return its name; empty where it is not given
     */
    Optional<String> writeLikeness(MethodText method) {
        if (!isLikenessGiven) {
            return Optional.empty();
        }
        method.line("likeness_sums = torch.zeros_like(torch.stack([norm, norm, norm]), dtype=7)");
        for (var group : groups) {
            var followed = group.follows();
            if (followed != null && !group.isBuffer()) {
                method.line("for likeness_a, likeness_b in zip(%s, %s):".formatted(group.weights(), followed.weights()))
                        .line("  likeness_rows = torch.stack([torch.flatten(likeness_a), torch.flatten(likeness_b)])")
                        .line("  likeness_dots = torch.mm(likeness_rows, torch.t(likeness_rows))")
                        .line("  likeness_sums = torch.add(likeness_sums, torch.stack([likeness_dots[0, 0],"
                                + " likeness_dots[1, 1], likeness_dots[0, 1]]))");
            }
        }
        method.line(
                "likeness = torch.div(likeness_sums[2], torch.sqrt(torch.mul(likeness_sums[0], likeness_sums[1])))");
        return Optional.of("likeness");
    }

    /** The list of gradients whose norm counts: without those of groups that rest. */
    private String counted(MethodText method, List<String> slices) {
        if (StepText.late(groups).findAny().isEmpty()) {
            return "gradients";
        }
        method.line("counted = annotate(List[Tensor], [])");
        for (int i = 0; i < slices.size(); i++) {
            var group = trained().get(i);
            var add = "counted = torch.add(counted, %s)".formatted(slices.get(i));
            if (group.isLate()) {
                method.line("if bool(torch.gt(%s, 0)):".formatted(group.open())).line("  " + add);
            } else {
                method.line(add);
            }
        }
        return "counted";
    }

    /** Adds the list {@code gradients} to the sums; buffers are updated by each batch whose loss is finite. */
    void accumulate(MethodText method, List<String> buffers) {
        if (!buffers.isEmpty()) {
            method.line("if bool(torch.isfinite(loss)):");
            buffers.forEach(line -> method.line("  " + line));
        }
        int first = 0;
        for (var group : trained()) {
            int last = first + group.parameters().size();
            method.line("torch._foreach_add_(%s, gradients[%d:%d])".formatted(group.sums(), first, last));
            first = last;
        }
    }

    /** The method that updates by the mean of so many gradients, and clears the sums. */
    String ofSums(int count) {
        var method = MethodText.begin(StepText.UPDATE, arguments());
        var lists = trained().stream().map(RateGroup::sums).toList();
        method.line("torch.set_grad_enabled(False)");
        var all = lists.get(0);
        for (var list : lists.subList(1, lists.size())) {
            all = "torch.add(%s, %s)".formatted(all, list);
        }
        method.line("gradients = " + all);
        write(method, lists, count, List.of());
        lists.forEach(list -> method.line("torch._foreach_zero_(%s)".formatted(list)));
        var given = Stream.concat(Stream.of("norm"), writeLikeness(method).stream())
                .map(name -> "torch.to(%s, 7)".formatted(name))
                .collect(Collectors.joining(", "));
        return method.line("torch.set_grad_enabled(True)")
                .line("return [torch.stack([%s])]".formatted(given))
                .text();
    }

    private List<String> arguments() {
        var lists = Stream.of(
                        groups.stream().filter(group -> group.isUpdated(groups)).map(RateGroup::weights),
                        trained().stream().flatMap(group -> Stream.of(group.means(), group.squares(), group.counts())),
                        trained().stream().map(RateGroup::sums))
                .flatMap(names -> names)
                .map(name -> name + ": List[Tensor]");
        var numbers = objective.teacher() == null ? Stream.of("loss", "rate") : Stream.of("loss", "rate", "momentum");
        var all = Stream.concat(numbers, StepText.late(groups).map(RateGroup::open));
        return Stream.concat(lists, all.map(name -> name + ": Tensor")).collect(Collectors.toList());
    }

    private List<RateGroup> trained() {
        return StepText.trained(groups).toList();
    }
}
