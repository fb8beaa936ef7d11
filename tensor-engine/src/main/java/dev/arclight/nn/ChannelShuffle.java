package dev.arclight.nn;

import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Map;

/** Mixes the channels of groups, as {@code torch.nn.ChannelShuffle}; see {@link Functional#channelShuffle}. */
public final class ChannelShuffle extends Module implements Describable {
    private final int groups;

    /** @throws ShapeException if there are no groups */
    public ChannelShuffle(int groups) {
        if (groups < 1) {
            throw new ShapeException("ChannelShuffle: " + groups + " groups; expected 1 or more");
        }
        this.groups = groups;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.channelShuffle(input, groups);
    }

    @Override
    public String type() {
        return "ChannelShuffle";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("groups", groups);
    }

    @Override
    protected String extraRepr() {
        return "groups=" + groups;
    }
}
