package dev.arclight.beam.inference;

import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Latest;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Makes of a stream of references a side input that holds the newest by event time, for {@link
 * RunInference#withModel(PCollectionView)}. Nothing is scored before the first reference is there.
 *
 * <pre>{@code
 * PCollectionView<ModelRef> newest = references.apply(ModelUpdates.newest());
 * }</pre>
 */
public final class ModelUpdates extends PTransform<PCollection<ModelRef>, PCollectionView<ModelRef>> {
    private static final long serialVersionUID = 1L;

    private ModelUpdates() {}

    public static ModelUpdates newest() {
        return new ModelUpdates();
    }

    @Override
    public PCollectionView<ModelRef> expand(PCollection<ModelRef> references) {
        return references
                .apply(
                        "FireEach",
                        Window.<ModelRef>into(new GlobalWindows())
                                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                                .accumulatingFiredPanes())
                .apply("WithTimestamps", Reify.timestamps())
                // Without a default, which would be null.
                .apply("Newest", Combine.globally(Latest.<ModelRef>combineFn()).withoutDefaults())
                // The view groups once more, and would otherwise see all that were newest so far, and an empty last
                // pane.
                .apply(
                        "ForgetOlder",
                        Window.<ModelRef>configure()
                                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                                .withOnTimeBehavior(Window.OnTimeBehavior.FIRE_IF_NON_EMPTY)
                                .discardingFiredPanes())
                .apply("AsView", View.asSingleton());
    }
}
