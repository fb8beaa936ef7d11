package dev.arclight.spark.text;

import dev.arclight.spark.tokens.SharedTokenizer;
import dev.arclight.spark.version.SparkApi;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import scala.Option;

/** Reads what {@link TokenizerWriter} wrote. */
final class TokenizerReader extends MLReader<TokenizerTransformer> {
    @Override
    public TokenizerTransformer load(String path) {
        DefaultParamsReader.Metadata metadata =
                SparkApi.loadMetadata(path, TokenizerTransformer.class.getName(), sparkSession());
        TokenizerTransformer stage = new TokenizerTransformer(metadata.uid());
        metadata.getAndSetParams(stage, Option.empty());
        return stage.setTokenizer(SharedTokenizer.load(path, SparkApi.hadoop(sparkSession())));
    }
}
