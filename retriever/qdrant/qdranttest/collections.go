package qdranttest

import (
	"context"
	"maps"
	"slices"

	wire "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// collections is the service of that name.
type collections struct {
	wire.UnimplementedCollectionsServer
	*Server
}

// collection is one collection. Its points are guarded by Server.mu.
type collection struct {
	made   *wire.CreateCollection
	schema map[string]*wire.PayloadSchemaInfo
	points map[string]*stored

	pending []func() // writes that are not seen yet
}

func noCollection(name string) error {
	return status.Errorf(codes.NotFound, "Not found: Collection `%s` doesn't exist!", name)
}

// named gives a collection by its name or alias. Server.mu is held.
func (s *Server) named(name string) (*collection, error) {
	if target, ok := s.aliases[name]; ok {
		name = target
	}
	if c, ok := s.collections[name]; ok {
		return c, nil
	}
	return nil, noCollection(name)
}

func done() (*wire.CollectionOperationResponse, error) {
	return &wire.CollectionOperationResponse{Result: true}, nil
}

func (s *collections) Create(_ context.Context, r *wire.CreateCollection) (*wire.CollectionOperationResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := r.GetCollectionName()
	if s.collections[name] != nil {
		return nil, status.Errorf(codes.AlreadyExists, "Wrong input: Collection `%s` already exists!", name)
	}
	if s.aliases[name] != "" {
		return nil, status.Errorf(codes.InvalidArgument, "Wrong input: alias %s exists", name)
	}
	s.collections[name] = &collection{made: r, schema: map[string]*wire.PayloadSchemaInfo{}, points: map[string]*stored{}}
	return done()
}

func (s *collections) Get(_ context.Context, r *wire.GetCollectionInfoRequest) (*wire.GetCollectionInfoResponse, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, err := s.named(r.GetCollectionName())
	if err != nil {
		return nil, err
	}
	vectors := c.made.GetVectorsConfig()
	if vectors == nil {
		vectors = wire.NewVectorsConfigMap(map[string]*wire.VectorParams{})
	}
	return &wire.GetCollectionInfoResponse{Result: &wire.CollectionInfo{
		Status: wire.CollectionStatus_Green, PayloadSchema: maps.Clone(c.schema), PointsCount: wire.PtrOf(uint64(len(c.points))),
		Config: &wire.CollectionConfig{
			Params: &wire.CollectionParams{
				ShardNumber: 1, OnDiskPayload: c.made.GetOnDiskPayload(), VectorsConfig: vectors, SparseVectorsConfig: c.made.GetSparseVectorsConfig(),
			},
			Metadata: c.made.GetMetadata(),
		},
	}}, nil
}

func (s *collections) List(context.Context, *wire.ListCollectionsRequest) (*wire.ListCollectionsResponse, error) {
	names, _ := s.Collections()
	response := &wire.ListCollectionsResponse{}
	for _, name := range names {
		response.Collections = append(response.Collections, &wire.CollectionDescription{Name: name})
	}
	return response, nil
}

func (s *collections) CollectionExists(_ context.Context, r *wire.CollectionExistsRequest) (*wire.CollectionExistsResponse, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, err := s.named(r.GetCollectionName())
	return &wire.CollectionExistsResponse{Result: &wire.CollectionExists{Exists: err == nil}}, nil
}

// Delete says false of a collection that is not there, and takes its aliases with it.
func (s *collections) Delete(_ context.Context, r *wire.DeleteCollection) (*wire.CollectionOperationResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, found := s.collections[r.GetCollectionName()]
	delete(s.collections, r.GetCollectionName())
	maps.DeleteFunc(s.aliases, func(_, name string) bool { return name == r.GetCollectionName() })
	return &wire.CollectionOperationResponse{Result: found}, nil
}

func (s *collections) ListAliases(context.Context, *wire.ListAliasesRequest) (*wire.ListAliasesResponse, error) {
	_, aliases := s.Collections()
	response := &wire.ListAliasesResponse{}
	for _, alias := range slices.Sorted(maps.Keys(aliases)) {
		response.Aliases = append(response.Aliases, &wire.AliasDescription{AliasName: alias, CollectionName: aliases[alias]})
	}
	return response, nil
}

// UpdateAliases does the actions in their order; those before one that is refused stay done. Creating an alias that exists moves it.
func (s *collections) UpdateAliases(_ context.Context, r *wire.ChangeAliases) (*wire.CollectionOperationResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, action := range r.GetActions() {
		switch create, remove := action.GetCreateAlias(), action.GetDeleteAlias(); {
		case create != nil:
			if s.collections[create.GetCollectionName()] == nil {
				return nil, noCollection(create.GetCollectionName())
			}
			if s.collections[create.GetAliasName()] != nil {
				return nil, status.Errorf(codes.AlreadyExists, "Wrong input: Collection `%s` already exists!", create.GetAliasName())
			}
			s.aliases[create.GetAliasName()] = create.GetCollectionName()
		case remove != nil:
			delete(s.aliases, remove.GetAliasName())
		default:
			return nil, status.Error(codes.Unimplemented, "alias action")
		}
	}
	return done()
}
