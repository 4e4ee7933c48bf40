package walras.server.rpc.local;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.server.frame.FrameLayout;
import walras.v1.Attached;
import walras.v1.Seat;
import walras.v1.SharedMemory;
import walras.v1.SharedSeat;

/**
 * Where frames lie in the file: a header of 64 bytes; the actions of every seat, shard by shard; then, shard by shard and
 * slot by slot, the turns with the frames of every seat. Everything begins at a multiple of 64.
 *
 * @param places of the stream's seats, by ascending index
 * @param turnStride from one slot to the next, bytes
 */
record SharedLayout(int shards, int slots, List<Place> places, long turnStride, long sizeBytes) {
    /** The first bytes of every file; the last two are the version of this layout. */
    static final byte[] MAGIC = {'W', 'A', 'L', 'R', 'A', 'S', 0, 1};

    /** Where a play's participant says how many slots it wants. */
    static final String WANTED = "attach.shared_memory.turn_slots";

    private static final int MOST_SLOTS = 64;
    private static final int USUAL_SLOTS = 4;

    /** One seat's frames, bytes. */
    record Place(int seat, long actionOffset, int actionBytes, long turnOffset) {}

    /**
     * For the seats that a stream has taken.
     *
     * @param wantedSlots 0 for the usual number
     * @throws Problem LIMIT if these are too many slots
     */
    static SharedLayout of(Attached attached, int wantedSlots) {
        int slots = requireSlots(WANTED, wantedSlots);
        int shards = Math.max(1, attached.getSession().getConfig().getShards());
        List<Place> places = new ArrayList<>();
        long actions = FrameLayout.ALIGNMENT_BYTES;
        long turns = 0;
        for (int index : attached.getSeatsList()) {
            Seat seat = attached.getSession().getSeats(index);
            long actionBytes = seat.getActionLayout().getSizeBytes();
            places.add(new Place(index, actions, Math.toIntExact(actionBytes), turns));
            actions += shards * FrameLayout.aligned(actionBytes);
            turns += FrameLayout.aligned(seat.getObservationLayout().getSizeBytes());
        }
        long start = actions;
        List<Place> placed = places.stream()
                .map(place ->
                        new Place(place.seat(), place.actionOffset(), place.actionBytes(), start + place.turnOffset()))
                .toList();
        return new SharedLayout(shards, slots, placed, turns, start + shards * slots * turns);
    }

    /**
     * The number of slots that a participant wants; 0 for the usual one.
     *
     * @param where the place in the request
     * @throws Problem LIMIT
     */
    static int requireSlots(String where, int wanted) {
        if (wanted < 0 || wanted > MOST_SLOTS) {
            throw Problem.limit(where, "0 to " + MOST_SLOTS, wanted);
        }
        return wanted == 0 ? USUAL_SLOTS : wanted;
    }

    /** Where a seat's actions of a shard begin. */
    long actions(Place place, int shard) {
        return place.actionOffset() + shard * FrameLayout.aligned(place.actionBytes());
    }

    /** Where a seat's frame of a turn begins. */
    long turn(Place place, int shard, int slot) {
        return place.turnOffset() + ((long) shard * slots + slot) * turnStride;
    }

    /** Where a seat's frames lie; null if it is not the stream's. */
    @Nullable
    Place place(int seat) {
        for (Place place : places) {
            if (place.seat() == seat) {
                return place;
            }
        }
        return null;
    }

    /** For the participant. */
    SharedMemory.Builder message() {
        SharedMemory.Builder message =
                SharedMemory.newBuilder().setSizeBytes(sizeBytes).setTurnSlots(slots);
        for (Place place : places) {
            message.addSeats(SharedSeat.newBuilder()
                    .setSeat(place.seat())
                    .setActionOffset(place.actionOffset())
                    .setActionStride(FrameLayout.aligned(place.actionBytes()))
                    .setTurnOffset(place.turnOffset())
                    .setTurnStride(turnStride));
        }
        return message;
    }
}
