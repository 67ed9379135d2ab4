package io.scanloop.events;

/** Somebody asks for something. Sending the same request twice is asking once. Kept for a year. */
public sealed interface RequestEvent extends Event
        permits RunRequested,
                PauseRequested,
                ResumeRequested,
                CancelRequested,
                PriorityChanged,
                StepReplayRequested,
                PredictionRequested,
                PromotionApproved,
                RollbackRequested {

    /** Who asks: a user or a service. */
    String actor();

    @Override
    default Topic topic() {
        return Topic.REQUESTS;
    }
}
