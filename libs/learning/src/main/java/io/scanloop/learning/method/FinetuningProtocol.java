package io.scanloop.learning.method;

import io.scanloop.learning.view.Views;

/**
 * What a fine-tuning is put together of: the method's own in a regime, with what is asked for beside it.
 *
 * @param isTaught whether a mean teacher has it learn from studies without labels, too
 * @param layerDecay by which the rates of loaded layers fall towards the input, in (0, 1]; 1, or nothing loaded: not at all
 * @param average momentum of a moving average of the weights beside them, in [0, 1); 0: none
 */
public record FinetuningProtocol(Regime regime, boolean isTaught, double layerDecay, double average) {

    /**
     * What is trained.
     *
     * @throws IllegalArgumentException when the method has no mean teacher in this regime, or there is an average beside it
     */
    public Objective objective(Method method, Task task) {
        var objective = isTaught ? regime.taught(method, task).objective() : regime.finetuning(method, task);
        if (regime.isPretrained() && layerDecay != 1) {
            var rates = method.layers(task).rates(layerDecay);
            objective = objective.with(
                    objective.name(), objective.program(), objective.optimizer().and(rates));
        }
        return average > 0 ? WeightAverage.beside(objective, Schedule.averaging(average)) : objective;
    }

    /** Its batches; with a mean teacher the second half of each is of any studies. */
    public Views views(Method method, Task task) {
        return isTaught ? regime.taught(method, task).views() : method.finetuningViews(task);
    }

    /** Whether its weights have averages beside them, of its own or as the mean teacher. */
    public boolean isAveraged() {
        return isTaught || average > 0;
    }
}
