package io.scanloop.workflow;

import org.apache.kafka.common.TopicPartition;

/** Who a {@link LogFold} tells. All calls come from the fold's one thread, and the fold waits for each to return. */
public interface LogListener {
    /**
     * The next event of its partition. Between partitions there is no order.
     *
     * <p>An exception ends the fold with {@link #stopped}: a view that left out an event would be wrong for ever.
     */
    void on(LoggedEvent event);

    /**
     * A record is no event of this contract. The fold goes on behind it.
     *
     * @param partition where the record stands
     * @param offset its number there
     * @param cause what is wrong with it
     */
    void unreadable(TopicPartition partition, long offset, RuntimeException cause);

    /** The broker does not answer as it should. The fold tries again until it does; nothing is left out. */
    void troubled(RuntimeException cause);

    /** The fold is over because this listener, or the fold itself, failed. Someone must act. */
    void stopped(Throwable cause);
}
