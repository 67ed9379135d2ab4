package io.scanloop.workflow.dispatch;

import io.scanloop.events.RunDecision;
import io.scanloop.events.TriggerEvaluated;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Who a {@link DispatchLoop} tells. The calls come from its thread. */
public interface DispatchListener {
    /** The loop answers for the projects of these partitions from now on, and for no others. */
    void owns(Set<Integer> partitions);

    /** A decision was read back and counts. */
    void decided(RunDecision decision);

    /** A trigger has another verdict, or another reason, than before. */
    void evaluated(TriggerEvaluated evaluated);

    /** A record is no event of this contract; it was set aside as a dead letter. */
    void unreadable(TopicPartition partition, long offset, RuntimeException cause);

    /** Broker or store do not answer as they should. The loop tries again until they do. */
    void troubled(RuntimeException cause);

    /** One project cannot be dispatched, while all others are. Someone must act. */
    void stuck(String project, RuntimeException cause);

    /** The loop is over because it failed. Someone must act. */
    void stopped(Throwable cause);
}
