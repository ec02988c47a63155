package qdrant

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	wire "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"yueyue/internal/fault"
)

// The metadata by which a collection is known as one of this program's, of an alias.
const (
	makerKey      = "made_by"
	maker         = "yueyue"
	aliasKey      = "alias"
	generationKey = "generation"
	dimsKey       = "dims"
	madeAtKey     = "made_at" // RFC 3339, by the clock of the builder
)

// Standing gives the index that the alias points to, checked; ok is false when none stands yet. A collection that is not
// ours, or not as we make them, is fault.Conflict with a sentence that says what differs.
func (c *Client) Standing(ctx context.Context) (x *Index, ok bool, err error) {
	const op = "qdrant.Client.Standing"
	name, err := c.target(ctx, op)
	if err != nil || name == "" {
		return nil, false, err
	}
	x, info, err := c.inspect(ctx, op, name)
	if err != nil {
		return nil, false, err
	}
	if err := c.indexFields(ctx, op, name, info.GetPayloadSchema()); err != nil {
		return nil, false, err
	}
	return x, true, nil
}

// target is the collection that the alias points to; empty: none.
func (c *Client) target(ctx context.Context, op string) (string, error) {
	var aliases []*wire.AliasDescription
	err := c.step(ctx, op, func(ctx context.Context) (err error) {
		aliases, err = c.remote.ListAliases(ctx)
		return err
	})
	if err != nil {
		return "", err
	}
	for _, alias := range aliases {
		if alias.GetAliasName() == c.config.Alias {
			return alias.GetCollectionName(), nil
		}
	}
	return "", nil
}

// owned gives what the server says of a collection that must be ours.
func (c *Client) owned(ctx context.Context, op, name string) (*wire.CollectionInfo, error) {
	var info *wire.CollectionInfo
	err := c.step(ctx, op, func(ctx context.Context) (err error) {
		info, err = c.remote.GetCollectionInfo(ctx, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	metadata := info.GetConfig().GetMetadata()
	if metadata[makerKey].GetStringValue() != maker || metadata[aliasKey].GetStringValue() != c.config.Alias {
		return nil, fault.New(fault.Conflict, op, codeForeign,
			fmt.Sprintf("Qdrant 里的集合“%s”不是本程序以别名“%s”建立的，请换一个别名，或先把它移走。", name, c.config.Alias))
	}
	return info, nil
}

// inspect checks that a collection is ours and as we make them.
func (c *Client) inspect(ctx context.Context, op, name string) (*Index, *wire.CollectionInfo, error) {
	info, err := c.owned(ctx, op, name)
	if err != nil {
		return nil, nil, err
	}
	metadata := info.GetConfig().GetMetadata()
	x := &Index{client: c, collection: name, generation: metadata[generationKey].GetStringValue(), dims: int(metadata[dimsKey].GetIntegerValue())}
	if difference := x.difference(info); difference != "" {
		return nil, nil, fault.New(fault.Conflict, op, codeMismatch, fmt.Sprintf("Qdrant 的集合“%s”与本程序的要求不符：%s。请删除它，本程序会重新建立。", name, difference))
	}
	return x, info, nil
}

// difference says in Chinese how a collection differs from what create makes; empty: it does not.
func (x *Index) difference(info *wire.CollectionInfo) string {
	params := info.GetConfig().GetParams()
	dense := params.GetVectorsConfig().GetParamsMap().GetMap()
	if params.GetVectorsConfig().GetParams() != nil {
		return "向量没有名称"
	}
	meaning, has := dense[meaningVector]
	switch {
	case has != (x.dims > 0) || len(dense) > 1 || (!has && len(dense) > 0):
		return fmt.Sprintf("稠密向量应为“%s”，实有 %q", meaningVector, slices.Sorted(maps.Keys(dense)))
	case has && meaning.GetSize() != uint64(x.dims):
		return fmt.Sprintf("向量维数应为 %d，实为 %d", x.dims, meaning.GetSize())
	case has && meaning.GetDistance() != wire.Distance_Cosine:
		return fmt.Sprintf("向量距离应为 Cosine，实为 %s", meaning.GetDistance())
	}
	words, has := params.GetSparseVectorsConfig().GetMap()[wordsVector]
	switch {
	case !has:
		return fmt.Sprintf("缺少稀疏向量“%s”", wordsVector)
	case words.GetModifier() != wire.Modifier_None:
		return fmt.Sprintf("稀疏向量“%s”不应再加权（modifier %s）", wordsVector, words.GetModifier())
	}
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		if at := info.GetPayloadSchema()[field]; at != nil && at.GetDataType().String() != schemas[fields[field]].String() {
			return fmt.Sprintf("字段“%s”的索引类型应为 %s，实为 %s", field, schemas[fields[field]], at.GetDataType())
		}
	}
	return ""
}

// schemas are the names that an index of a field goes by when the server describes it.
var schemas = map[wire.FieldType]wire.PayloadSchemaType{
	wire.FieldType_FieldTypeKeyword: wire.PayloadSchemaType_Keyword,
	wire.FieldType_FieldTypeInteger: wire.PayloadSchemaType_Integer,
}

// create makes the collection. Payload stays in memory: it is small, and every hit needs it. Nobody else makes one of this name,
// so where it exists the first of two tries has made it.
func (c *Client) create(ctx context.Context, op string, x *Index, made time.Time) error {
	request := &wire.CreateCollection{
		CollectionName: x.collection, OnDiskPayload: wire.PtrOf(false), Timeout: wire.PtrOf(seconds(c.config.ApplyTimeout)),
		SparseVectorsConfig: wire.NewSparseVectorsConfig(map[string]*wire.SparseVectorParams{wordsVector: {}}),
		Metadata: map[string]*wire.Value{
			makerKey: wire.NewValueString(maker), aliasKey: wire.NewValueString(c.config.Alias),
			generationKey: wire.NewValueString(x.generation), dimsKey: wire.NewValueInt(int64(x.dims)),
			madeAtKey: wire.NewValueString(made.Format(time.RFC3339)),
		},
	}
	if x.dims > 0 {
		request.VectorsConfig = wire.NewVectorsConfigMap(map[string]*wire.VectorParams{
			meaningVector: {Size: uint64(x.dims), Distance: wire.Distance_Cosine},
		})
	}
	return c.step(ctx, op, func(ctx context.Context) error {
		err := c.remote.CreateCollection(ctx, request)
		if status.Code(err) == codes.AlreadyExists {
			return nil
		}
		return err
	})
}

// indexFields indexes the fields that are filtered by and not indexed yet. It comes before the points, so that the graph of
// vectors is built with an eye to the filter.
func (c *Client) indexFields(ctx context.Context, op, collection string, have map[string]*wire.PayloadSchemaInfo) error {
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		if have[field] != nil {
			continue
		}
		err := c.write(ctx, op, func(ctx context.Context) (*wire.UpdateResult, error) {
			return c.remote.CreateFieldIndex(ctx, &wire.CreateFieldIndexCollection{
				CollectionName: collection, Wait: wire.PtrOf(true), FieldName: field, FieldType: wire.PtrOf(fields[field]),
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
